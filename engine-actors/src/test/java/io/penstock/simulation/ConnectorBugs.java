package io.penstock.simulation;

import io.penstock.connector.Committer;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;

/** Bugs in sources and sinks, and in when they are called. */
final class ConnectorBugs {
    private ConnectorBugs() {}

    /** A reader reports the position of the last record it gave, not the one behind it. */
    static final class PositionOffByOne extends PlantedBug {
        @Override
        EventSource.Split position(EventSource.Split split) {
            return new EventSource.Split(split.source(), split.split(), Math.max(0, split.next() - 1));
        }
    }

    /** A sink that is restored does not commit again what its snapshot holds. */
    static final class NotCommittedAgain extends PlantedBug {
        @Override
        Sink<Object, Target.Committable> sink(TransactionalSink sink) {
            return new ForwardingSink(sink) {
                private long opened;

                @Override
                public SinkWriter<Object, Target.Committable> open(SinkContext context) {
                    opened = context.generation();
                    return super.open(context);
                }

                @Override
                Committer<Target.Committable> committer(
                        SinkContext context, Committer<Target.Committable> right, Target target) {
                    return committables -> {
                        if (opened == context.generation()) {
                            right.commit(committables);
                        }
                    };
                }
            };
        }
    }

    /** A commit takes with it what was prepared since, for a checkpoint that is not complete. */
    static final class LaterEpochCommitted extends PlantedBug {
        @Override
        Sink<Object, Target.Committable> sink(TransactionalSink sink) {
            return new ForwardingSink(sink) {
                @Override
                Committer<Target.Committable> committer(
                        SinkContext context, Committer<Target.Committable> right, Target target) {
                    return committables -> {
                        right.commit(committables);
                        right.commit(target.staged(
                                context.sinkName(), TransactionalSink.lane(context), context.generation()));
                    };
                }
            };
        }
    }

    /** A commit whose result is unknown is repeated by writing the records again. */
    static final class CommitNotIdempotent extends PlantedBug {
        @Override
        Sink<Object, Target.Committable> sink(TransactionalSink sink) {
            return new ForwardingSink(sink) {
                @Override
                Committer<Target.Committable> committer(
                        SinkContext context, Committer<Target.Committable> right, Target target) {
                    return committables -> {
                        committables.forEach(target::repeatIfVisible);
                        right.commit(committables);
                    };
                }
            };
        }
    }
}
