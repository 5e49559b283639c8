package io.penstock.connector.socket;

import com.typesafe.config.Config;
import io.penstock.api.Stream;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Configured;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.Guarantee;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The server of the framed protocol: listens for clients that number their records and send again what was not
 * acknowledged. {@link FrameClient} and {@link FramedSink} are such clients; PROTOCOL.md says what others have to do.
 * Immutable: each option gives another source.
 *
 * <pre>{@code
 * Stream<Framed> records = FramedSource.once(job.from(FramedSource.listen(7002)).named("in"), Duration.ofHours(1));
 * }</pre>
 *
 * <p><b>Guarantee:</b> at least once: a record is acknowledged when the ingress journal has it, and never before. What a
 * client repeats is left out while the same task runs; over a restart of the task or the process it is recognized by
 * {@link #once}, or by {@code deduplicate} on {@link Framed#id}, and then each record counts exactly once, as long as a
 * client comes back within the window, and never uses a number of its name for two records.
 *
 * <p>A client has one connection at a time; a newer one ends the older. Records of a client stay in order up to the first
 * exchange between tasks. When the job is slower than its clients, connections are not read.
 *
 * <p><b>Errors:</b> a record that the parse function refuses obeys {@link #onError}, with client and sequence. With the
 * default, fail, the client sends it again to the restarted task. A connection that breaks the protocol is told why and
 * closed; that fails nothing.
 *
 * @param <T> the records
 */
public final class FramedSource<T> implements Source<T, SocketSplit> {
    private final Configured<FramedSettings> settings;
    private final ParseFunction<Framed, T> parse;
    private final Codec<T> codec;

    /** What can be chosen. */
    record FramedSettings(
            Endpoint endpoint,
            ErrorPolicy onError,
            @Nullable Tls tls,
            Consumer<InetSocketAddress> onListening,
            Limits limits) {}

    private FramedSource(Configured<FramedSettings> settings, ParseFunction<Framed, T> parse, Codec<T> codec) {
        this.settings = settings;
        this.parse = parse;
        this.codec = codec;
    }

    /** Listens on a port of {@code bind-address}, which is loopback if the configuration does not say otherwise. */
    public static FramedSource<Framed> listen(int port) {
        return listen(limits -> new Endpoint(limits.bindAddress(), port));
    }

    /** Listens on an address of this machine; {@code 0.0.0.0} stands for all of them, so that everyone may connect. */
    public static FramedSource<Framed> listen(String address, int port) {
        Endpoint at = new Endpoint(address, port);
        return listen(limits -> at);
    }

    private static FramedSource<Framed> listen(Function<Limits, Endpoint> endpoint) {
        Configured<FramedSettings> settings = Configured.at(Limits.PATH, sockets -> {
            Limits limits = Limits.of(sockets);
            return new FramedSettings(endpoint.apply(limits), ErrorPolicy.FAIL, null, bound -> {}, limits);
        });
        return new FramedSource<>(settings, framed -> framed, Codecs.of(Framed.class));
    }

    /**
     * Each record once: leaves out those whose client and sequence were seen before.
     *
     * @param frames a stream of such a source
     * @param window how long a record is remembered: longer than clients may be away with records that were not
     *     acknowledged. It is state, about 100 bytes for a record
     */
    public static Stream<Framed> once(Stream<Framed> frames, Duration window) {
        return frames.deduplicate(Framed::id, FrameId.class, window);
    }

    private FramedSource<T> with(UnaryOperator<FramedSettings> option) {
        return new FramedSource<>(settings.with(option), parse, codec);
    }

    @Override
    public FramedSource<T> configured(Config config) {
        return new FramedSource<>(settings.under(config), parse, codec);
    }

    /**
     * Makes another value of each record. Where repetitions are to be recognized, it must hold on to {@link Framed#id}, or
     * to an id of its own.
     *
     * @param type how values are written into the ingress journal: a class that the codecs know, such as a record
     */
    public <U> FramedSource<U> parse(Class<U> type, ParseFunction<? super T, ? extends U> function) {
        ParseFunction<Framed, T> before = parse;
        return new FramedSource<>(settings, framed -> function.parse(before.parse(framed)), Codecs.of(type));
    }

    /** What happens to records that the parse function refuses. The default is {@link ErrorPolicy#FAIL}. */
    public FramedSource<T> onError(ErrorPolicy policy) {
        return with(options ->
                new FramedSettings(options.endpoint(), policy, options.tls(), options.onListening(), options.limits()));
    }

    /** Connections are secured. */
    public FramedSource<T> tls(Tls tls) {
        return with(options -> new FramedSettings(
                options.endpoint(), options.onError(), tls, options.onListening(), options.limits()));
    }

    /** Told where it listens each time that it begins to: of use with port 0, which takes any that is free. */
    public FramedSource<T> onListening(Consumer<InetSocketAddress> listener) {
        return with(options ->
                new FramedSettings(options.endpoint(), options.onError(), options.tls(), listener, options.limits()));
    }

    /** Settings in place of the application's configuration: what stands under {@code penstock.connector.sockets}. */
    public FramedSource<T> settings(Config sockets) {
        return new FramedSource<>(settings.by(sockets), parse, codec);
    }

    @Override
    public String describe() {
        return "frames accepted on " + settings.get().endpoint()
                + (settings.get().tls() == null ? "" : " with TLS");
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(false, false, true);
    }

    @Override
    public Guarantee intake() {
        return Guarantee.AT_LEAST_ONCE;
    }

    @Override
    public List<String> preconditions() {
        return List.of("clients send again what was not acknowledged, and never use a number for two records");
    }

    @Override
    public List<SocketSplit> splits() {
        return List.of(new SocketSplit(settings.get().endpoint().toString(), 0));
    }

    @Override
    public SourceReader<T, SocketSplit> reader(ReadSettings reading) {
        return split -> {
            SocketSource.checkAddress(split, settings.get().endpoint(), reading);
            return FramedReader.open(split, settings.get(), parse, reading);
        };
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
