package io.penstock.connector.socket;

import com.typesafe.config.Config;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Committer;
import io.penstock.connector.Configured;
import io.penstock.connector.Guarantee;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * Writes records to a TCP connection, each with a delimiter behind it. Immutable: each option gives another sink.
 *
 * <p><b>Best effort</b>, and no more: what TCP has taken counts as written, so what was on its way when a connection ends
 * is lost, and what followed the last checkpoint comes again after a failure. For more, use {@link FramedSink}.
 *
 * <p>Each task holds one connection, and makes another when it ends, with backoff. Records wait in a bounded buffer; while it
 * is full the job is held back, and a peer that takes nothing for {@code sink.write-timeout} fails the task, which is
 * restarted with another connection.
 *
 * @param <T> the records
 */
public final class SocketSink<T> implements Sink<T, String> {
    private final Configured<FrameTarget> target;
    private final Function<? super T, String> text;
    private final String delimiter;

    private SocketSink(Configured<FrameTarget> target, Function<? super T, String> text, String delimiter) {
        this.target = target;
        this.text = text;
        this.delimiter = delimiter;
    }

    /** Lines of UTF-8. The function must not make line feeds. */
    public static <T> SocketSink<T> connect(String host, int port, Function<? super T, String> text) {
        return new SocketSink<>(FrameTarget.configured(host, port), text, "\n");
    }

    /** Lines of UTF-8. */
    public static SocketSink<String> lines(String host, int port) {
        return connect(host, port, line -> line);
    }

    /** What ends a record. The default is a line feed. */
    public SocketSink<T> delimiter(String end) {
        if (end.isEmpty()) {
            throw new IllegalArgumentException("the delimiter is empty: expected one character or more");
        }
        return new SocketSink<>(target, text, end);
    }

    /** Secures connections. */
    public SocketSink<T> tls(Tls tls) {
        return new SocketSink<>(target.with(to -> to.secured(tls)), text, delimiter);
    }

    /** Settings in place of the application's configuration: what stands under {@code penstock.connector.sockets}. */
    public SocketSink<T> settings(Config sockets) {
        return new SocketSink<>(target.by(sockets), text, delimiter);
    }

    @Override
    public SocketSink<T> configured(Config config) {
        return new SocketSink<>(target.under(config), text, delimiter);
    }

    @Override
    public String describe() {
        return "a socket to " + target.get();
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(Guarantee.BEST_EFFORT, true);
    }

    @Override
    public Codec<String> committableCodec() {
        return Codecs.STRING;
    }

    @Override
    public SinkWriter<T, String> open(SinkContext context) {
        return new PlainWriter<>(
                target.get(),
                context.jobName() + "-" + context.sinkName() + "-" + context.lane(),
                value -> (text.apply(value) + delimiter).getBytes(StandardCharsets.UTF_8),
                context.environment().metrics());
    }

    /** Nothing is ever prepared. */
    @Override
    public Committer<String> committer(SinkContext context) {
        return (List<String> nothing) -> {};
    }
}
