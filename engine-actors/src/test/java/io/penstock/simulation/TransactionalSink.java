package io.penstock.simulation;

import io.penstock.codec.Codec;
import io.penstock.connector.Committer;
import io.penstock.connector.Guarantee;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A sink that stages an epoch at the barrier and makes it visible at the commit. Lanes are told apart by their number and
 * how many there are, as only then a lane knows that nobody but itself names what it left behind.
 */
record TransactionalSink(Target target, boolean blocking, Outside outside) implements Sink<Object, Target.Committable> {

    @Override
    public String describe() {
        return "target";
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(Guarantee.EXACTLY_ONCE, blocking);
    }

    @Override
    public Codec<Target.Committable> committableCodec() {
        return Target.COMMITTABLES;
    }

    static String lane(SinkContext context) {
        return context.lane() + "of" + context.lanes();
    }

    @Override
    public SinkWriter<Object, Target.Committable> open(SinkContext context) {
        return new SinkWriter<>() {
            private List<Object> records = new ArrayList<>();

            @Override
            public void write(RecordBatch<Object> batch) {
                outside.beforeWrite();
                for (int i = 0; i < batch.size(); i++) {
                    records.add(batch.value(i));
                }
            }

            @Override
            public List<Target.Committable> prepare(long epoch) {
                outside.beforePrepare();
                if (records.isEmpty()) {
                    return List.of();
                }
                Target.Committable committable =
                        target.prepare(context.sinkName(), lane(context), epoch, context.generation(), records);
                records = new ArrayList<>();
                outside.afterPrepare();
                return List.of(committable);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Committer<Target.Committable> committer(SinkContext context) {
        return committables -> {
            for (Target.Committable committable : committables) {
                outside.beforeCommit();
                target.commit(committable);
                outside.afterCommit();
            }
        };
    }

    @Override
    public void recover(SinkContext context, Collection<Target.Committable> restored) {
        target.sweep(context.sinkName(), lane(context), context.generation(), restored);
    }
}
