package io.penstock.connector.socket;

import com.typesafe.config.Config;
import io.penstock.codec.Codec;
import io.penstock.connector.Committer;
import io.penstock.connector.Configured;
import io.penstock.connector.Guarantee;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.outbox.OutboxChunk;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sends records by the framed protocol to a server that acknowledges them: a {@link FramedSource} of another job, a {@link
 * FrameReceiver}, or any that follows PROTOCOL.md. Immutable: each option gives another sink.
 *
 * <p><b>At least once</b>, the default: records are sent at once, and a checkpoint is complete only when all before it are
 * acknowledged. After a failure what followed the last checkpoint is sent again, under other numbers and another name of the
 * client.
 *
 * <p><b>{@link #exactlyOnce}</b>: the records of an epoch wait in the snapshot, and are sent once the checkpoint is
 * complete. Client and number of a record are the same whenever it is sent: the client is job id, sink and lane, the number
 * comes from the epoch and the place in it. A receiver that keeps the last number of each client together with the records
 * drops what it has.
 *
 * <p>A receiver that is away or does not acknowledge holds back the job; past {@code framed.send-timeout} the task fails,
 * and is restarted.
 *
 * @param <T> the records
 */
public final class FramedSink<T> implements Sink<T, OutboxChunk> {
    private final Configured<FrameTarget> target;
    private final Encoder<T> encoder;
    private final boolean exactlyOnce;

    /** Makes the bytes of a record. Called by one thread at a time for each task. */
    @FunctionalInterface
    public interface Encoder<T> {
        byte[] encode(T value) throws Exception;
    }

    private FramedSink(Configured<FrameTarget> target, Encoder<T> encoder, boolean exactlyOnce) {
        this.target = target;
        this.encoder = encoder;
        this.exactlyOnce = exactlyOnce;
    }

    /** Records as bytes. */
    public static <T> FramedSink<T> connect(String host, int port, Encoder<T> encoder) {
        return new FramedSink<>(FrameTarget.configured(host, port), encoder, false);
    }

    /** Text as UTF-8. */
    public static FramedSink<String> strings(String host, int port) {
        return connect(host, port, text -> text.getBytes(StandardCharsets.UTF_8));
    }

    /** Each record once, at a receiver that keeps the last number of each client with the records. */
    public FramedSink<T> exactlyOnce() {
        return new FramedSink<>(target, encoder, true);
    }

    /** Secures connections. */
    public FramedSink<T> tls(Tls tls) {
        return new FramedSink<>(target.with(to -> to.secured(tls)), encoder, exactlyOnce);
    }

    /** Settings in place of the application's configuration: what stands under {@code penstock.connector.sockets}. */
    public FramedSink<T> settings(Config sockets) {
        return new FramedSink<>(target.by(sockets), encoder, exactlyOnce);
    }

    @Override
    public FramedSink<T> configured(Config config) {
        return new FramedSink<>(target.under(config), encoder, exactlyOnce);
    }

    @Override
    public String describe() {
        return "frames to " + target.get() + (exactlyOnce ? "" : ", at least once");
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(exactlyOnce ? Guarantee.EXACTLY_ONCE : Guarantee.AT_LEAST_ONCE, true);
    }

    @Override
    public List<String> preconditions() {
        return List.of(
                exactlyOnce
                        ? "the receiver keeps the last sequence of each client with the records, and drops what it has"
                        : "the receiver acknowledges only what it keeps");
    }

    @Override
    public Codec<OutboxChunk> committableCodec() {
        return OutboxChunk.codec();
    }

    @Override
    public SinkWriter<T, OutboxChunk> open(SinkContext context) {
        return exactlyOnce
                ? new FramedOutboxWriter<>(target.get(), encoder, context)
                : new FramedWriter<>(target.get(), encoder, context);
    }

    @Override
    public Committer<OutboxChunk> committer(SinkContext context) {
        return exactlyOnce ? new FramedCommitter(target.get(), context) : chunks -> {};
    }
}
