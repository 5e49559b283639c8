package io.penstock.engine.task;

import io.penstock.codec.Codec;
import io.penstock.engine.checkpoint.LogEntry;
import io.penstock.engine.checkpoint.LogReader;
import io.penstock.engine.checkpoint.LogWriter;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskProtocol.Command;
import io.penstock.engine.gate.ChannelLogs;
import io.penstock.engine.gate.EdgeJournal;
import io.penstock.engine.gate.InFlightCodec;
import io.penstock.engine.operator.OperatorFailure;
import io.penstock.graph.Edge;
import io.penstock.graph.Routing;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/**
 * The logs of a task's journaled edges: each channel has a persistence id of its own, made of the operator, the place of the
 * edge among its outputs, the task and the place of the receiver. Owned by its task.
 */
final class EdgeLogs implements EdgeJournal.Store {
    /** Entries that are read back at a time. */
    private static final int PAGE = 256;

    private final TaskSetup setup;
    private final ActorContext<Command> context;
    private final EdgeJournal journal;
    /** By number. */
    private final List<Log> logs = new ArrayList<>();

    private static final class Log {
        final String persistenceId;

        @Nullable
        ActorRef writer;

        Log(String persistenceId) {
            this.persistenceId = persistenceId;
        }
    }

    /** The oldest entry of a log that was not acknowledged yet now is. */
    record Written(int log, long sequence) implements TaskProtocol.Internal {}

    /** Entries that were asked for. */
    record Read(int log, LogReader.Page page) implements TaskProtocol.Internal {}

    /** A log cannot be written or read. */
    record Failed(String persistenceId, Throwable cause) implements TaskProtocol.Internal {}

    EdgeLogs(TaskSetup setup, ActorContext<Command> context, InFlightCodec codec) {
        this.setup = setup;
        this.context = context;
        this.journal = new EdgeJournal(
                this,
                codec,
                setup.settings().journaledBytes(),
                setup.lastCheckpoint(),
                setup.checkpoints().retained());
    }

    /**
     * The logs of one edge.
     *
     * @param number the place of the edge among those that leave the task
     */
    ChannelLogs of(Edge edge, int number, int channels) {
        for (int channel = 0; channel < channels; channel++) {
            logs.add(new Log(setup.logId("edge|" + number + "|" + setup.id().index() + "|" + channel)));
        }
        Codec<Object> keys = edge.routing() instanceof Routing.ByKey byKey ? byKey.codec() : null;
        return journal.edge(keys, setup.settings().batchSize());
    }

    void completed(long checkpointId) {
        journal.completed(checkpointId);
    }

    void onWritten(Written written) {
        journal.written(written.log(), written.sequence());
    }

    void onRead(Read read) {
        journal.read(
                read.log(),
                read.page().after(),
                read.page().entries().stream()
                        .map(found -> found.entry().bytes())
                        .toList());
    }

    OperatorFailure failure(Failed failed) {
        return new OperatorFailure(
                setup.head().name(),
                "the journal of what operator '" + setup.head().name() + "' sends ('" + failed.persistenceId()
                        + "') failed: " + failed.cause().getMessage(),
                failed.cause());
    }

    @Override
    public void append(int log, byte[] entry) {
        writer(log).tell(new LogWriter.Write(new LogEntry(setup.generation(), entry)), ActorRef.noSender());
    }

    @Override
    public void trim(int log, long through) {
        writer(log).tell(new LogWriter.Trim(through), ActorRef.noSender());
    }

    @Override
    public void read(int log, long after) {
        String persistenceId = logs.get(log).persistenceId;
        Adapter.actorOf(
                context,
                LogReader.props(
                        persistenceId,
                        setup.checkpoints(),
                        after,
                        PAGE,
                        false,
                        new LogReader.Owner(
                                Adapter.toClassic(context.getSelf()),
                                page -> new Read(log, page),
                                cause -> new Failed(persistenceId, cause))));
    }

    private ActorRef writer(int number) {
        Log log = logs.get(number);
        ActorRef writer = log.writer;
        if (writer == null) {
            String persistenceId = log.persistenceId;
            writer = Adapter.actorOf(
                    context,
                    LogWriter.props(
                            persistenceId,
                            setup.checkpoints(),
                            new LogWriter.Owner(
                                    Adapter.toClassic(context.getSelf()),
                                    sequence -> new Written(number, sequence),
                                    cause -> new Failed(persistenceId, cause))),
                    "edge-log-" + number);
            log.writer = writer;
        }
        return writer;
    }
}
