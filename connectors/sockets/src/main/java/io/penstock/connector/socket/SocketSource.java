package io.penstock.connector.socket;

import com.typesafe.config.Config;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Configured;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.Guarantee;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitChangedException;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Records from TCP connections: lines, or what another delimiter cuts. Immutable: each option gives another source.
 *
 * <pre>{@code
 * SocketSource.connect("feed.example.org", 7001)
 * SocketSource.listen(7001).parse(Trade.class, Trade::parse).onError(ErrorPolicy.DEAD_LETTER)
 * }</pre>
 *
 * <p><b>Guarantee:</b> at most once on the wire: nothing is acknowledged to the other side, so what was sent and not yet in
 * the ingress journal when the process, the task or the connection ends is lost. What the journal has is processed exactly
 * once. For more, use {@link FramedSource}.
 *
 * <p><b>Connections:</b> {@link #connect} holds one connection and makes another when it ends, with backoff. {@link
 * #listen} serves up to {@code max-connections} at a time, on loopback unless an address is given. One task reads; records
 * of one connection stay in order. When the job is slower than its senders, connections are not read, so that TCP holds
 * the senders back; memory is bounded by the {@code queue} settings and by the longest record for each connection.
 *
 * <p><b>Errors:</b> a record that is longer than {@link #maxRecordBytes}, no text in the charset, or refused by the parse
 * function obeys {@link #onError}; coordinates are the peer and the byte in its connection. What comes behind the last
 * delimiter of a connection is no record: it is left out, counted and logged, unless {@link #lastWithoutDelimiter} says
 * otherwise.
 *
 * @param <T> the records
 */
public final class SocketSource<T> implements Source<T, SocketSplit> {
    private final Configured<PlainSettings> settings;
    private final ParseFunction<String, T> parse;
    private final Codec<T> codec;

    private SocketSource(Configured<PlainSettings> settings, ParseFunction<String, T> parse, Codec<T> codec) {
        this.settings = settings;
        this.parse = parse;
        this.codec = codec;
    }

    /** Connects to a host, and again whenever the connection ends. */
    public static SocketSource<String> connect(String host, int port) {
        Endpoint to = new Endpoint(host, port);
        return lines(limits -> PlainSettings.defaults(to, false, limits));
    }

    /** Listens on a port of {@code bind-address}, which is loopback if the configuration does not say otherwise. */
    public static SocketSource<String> listen(int port) {
        return lines(limits -> PlainSettings.defaults(new Endpoint(limits.bindAddress(), port), true, limits));
    }

    /** Listens on an address of this machine; {@code 0.0.0.0} stands for all of them, so that everyone may connect. */
    public static SocketSource<String> listen(String address, int port) {
        Endpoint at = new Endpoint(address, port);
        return lines(limits -> PlainSettings.defaults(at, true, limits));
    }

    private static SocketSource<String> lines(Function<Limits, PlainSettings> settings) {
        return new SocketSource<>(
                Configured.at(Limits.PATH, sockets -> settings.apply(Limits.of(sockets))), text -> text, Codecs.STRING);
    }

    private SocketSource<T> with(UnaryOperator<PlainSettings> option) {
        return new SocketSource<>(settings.with(option), parse, codec);
    }

    @Override
    public SocketSource<T> configured(Config config) {
        return new SocketSource<>(settings.under(config), parse, codec);
    }

    /**
     * Makes another value of each record.
     *
     * @param type how values are written into the ingress journal: a class that the codecs know, such as a record
     */
    public <U> SocketSource<U> parse(Class<U> type, ParseFunction<? super T, ? extends U> function) {
        ParseFunction<String, T> before = parse;
        return new SocketSource<>(settings, text -> function.parse(before.parse(text)), Codecs.of(type));
    }

    /** What ends a record. The default is a line feed, with or without a carriage return before it. */
    public SocketSource<T> delimiter(String delimiter) {
        if (delimiter.isEmpty()) {
            throw new IllegalArgumentException("the delimiter is empty: expected one character or more");
        }
        return with(options -> options.withDelimiter(delimiter));
    }

    /**
     * How bytes are text. The default is UTF-8.
     *
     * @throws IllegalArgumentException if it is neither UTF-8 nor a charset of one byte a character
     */
    public SocketSource<T> charset(Charset charset) {
        return with(options -> options.withCharset(TextDecoder.check(charset)));
    }

    /** The longest record, in bytes without its delimiter. The default is {@code max-record-bytes}, 1 MiB. */
    public SocketSource<T> maxRecordBytes(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("the longest record must have 1 byte or more, not " + bytes);
        }
        return with(options -> options.withMaxRecordBytes(bytes));
    }

    /** What happens to bad records. The default is {@link ErrorPolicy#FAIL}. */
    public SocketSource<T> onError(ErrorPolicy policy) {
        return with(options -> options.withOnError(policy));
    }

    /** What a connection brought behind its last delimiter is a record too, if its end was in order. */
    public SocketSource<T> lastWithoutDelimiter() {
        return with(options -> options.withLastWithoutDelimiter(true));
    }

    /** A connection on which nothing came for so long is closed; zero = never. The default is {@code idle-timeout}. */
    public SocketSource<T> idleTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("the idle timeout is " + timeout + ": expected 0 or more");
        }
        return with(options -> options.withIdleTimeout(timeout));
    }

    /**
     * The source is bounded: it ends when the other side has closed the connection in order.
     *
     * @throws IllegalStateException if it listens
     */
    public SocketSource<T> endWhenClosed() {
        if (settings.get().listens()) {
            throw new IllegalStateException(
                    describe() + " listens, and there is always another connection: only connect(...) can end");
        }
        return with(options -> options.withEndWhenClosed(true));
    }

    /** Connections are secured. */
    public SocketSource<T> tls(Tls tls) {
        return with(options -> options.withTls(tls));
    }

    /** Told where it listens each time that it begins to: of use with port 0, which takes any that is free. */
    public SocketSource<T> onListening(Consumer<InetSocketAddress> listener) {
        return with(options -> options.withOnListening(listener));
    }

    /** Settings in place of the application's configuration: what stands under {@code penstock.connector.sockets}. */
    public SocketSource<T> settings(Config sockets) {
        return new SocketSource<>(settings.by(sockets), parse, codec);
    }

    @Override
    public String describe() {
        return (settings.get().listens() ? "sockets accepted on " : "a socket to ")
                + settings.get().endpoint()
                + (settings.get().tls() == null ? "" : " with TLS");
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(false, settings.get().endWhenClosed(), true);
    }

    @Override
    public Guarantee intake() {
        return Guarantee.AT_MOST_ONCE;
    }

    @Override
    public List<SocketSplit> splits() {
        return List.of(new SocketSplit(settings.get().endpoint().toString(), 0));
    }

    @Override
    public SourceReader<T, SocketSplit> reader(ReadSettings reading) {
        return split -> {
            checkAddress(split, settings.get().endpoint(), reading);
            return PlainReader.open(split, settings.get(), parse, reading);
        };
    }

    /** Another address is another source; a job may not take one for the other without a word. */
    static void checkAddress(SocketSplit split, Endpoint now, ReadSettings reading) throws SplitChangedException {
        if (!split.address().equals(now.toString())) {
            throw new SplitChangedException("source " + reading.sourceName() + " of job " + reading.jobName()
                    + " had the address " + split.address() + " at the checkpoint, and has " + now
                    + " now: run the job with the former address, or give the source another name");
        }
    }

    @Override
    public Codec<SocketSplit> splitCodec() {
        return Codecs.of(SocketSplit.class);
    }

    @Override
    public Optional<Codec<T>> recordCodec() {
        return Optional.of(codec);
    }
}
