package io.penstock.simulation;

import io.penstock.codec.Codec;
import io.penstock.connector.Committer;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import java.util.Collection;

/** A sink that does what another one does, except for the commit. */
abstract class ForwardingSink implements Sink<Object, Target.Committable> {
    private final TransactionalSink sink;

    ForwardingSink(TransactionalSink sink) {
        this.sink = sink;
    }

    @Override
    public String describe() {
        return sink.describe();
    }

    @Override
    public SinkTraits traits() {
        return sink.traits();
    }

    @Override
    public Codec<Target.Committable> committableCodec() {
        return sink.committableCodec();
    }

    @Override
    public SinkWriter<Object, Target.Committable> open(SinkContext context) {
        return sink.open(context);
    }

    @Override
    public Committer<Target.Committable> committer(SinkContext context) {
        return committer(context, sink.committer(context), sink.target());
    }

    abstract Committer<Target.Committable> committer(
            SinkContext context, Committer<Target.Committable> right, Target target);

    @Override
    public void recover(SinkContext context, Collection<Target.Committable> restored) {
        sink.recover(context, restored);
    }
}
