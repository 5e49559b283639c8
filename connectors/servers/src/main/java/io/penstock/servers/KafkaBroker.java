package io.penstock.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** One Kafka broker that is its own controller. What is acknowledged survives {@link #kill}. */
public final class KafkaBroker extends TestServer {
    private static final List<String> SMALL = List.of("-Xmx192m");
    private static final List<String> FAST = List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC");
    private static final Duration FORMAT_LIMIT = Duration.ofSeconds(60);
    private static final int ASK_MILLIS = 2_000;

    private final int port;
    private final int controllerPort;
    private final int securedPort;
    private final Map<String, String> properties;
    private final boolean fast;

    private KafkaBroker(Map<String, String> properties, boolean fast) {
        super("kafka");
        List<Integer> ports = Ports.free(3);
        this.port = ports.get(0);
        this.controllerPort = ports.get(1);
        this.securedPort = ports.get(2);
        this.properties = new LinkedHashMap<>(properties);
        this.fast = fast;
    }

    private static final class Shared {
        private static final KafkaBroker BROKER = started(Map.of());

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(BROKER::close, "kafka-broker-end"));
        }
    }

    /** The broker that all test classes of a JVM share: they use topics of their own, and leave it running. */
    public static KafkaBroker shared() {
        return Shared.BROKER;
    }

    /**
     * A broker of one's own, which is to be closed.
     *
     * @param properties of the broker, stronger than those it has here
     */
    public static KafkaBroker started(Map<String, String> properties) {
        return started(new KafkaBroker(properties, false));
    }

    /** A broker of one's own that starts slower and is as fast as it can be, for benchmarks. */
    public static KafkaBroker startedFast() {
        return started(new KafkaBroker(Map.of(), true));
    }

    /**
     * A broker of one's own that has, beside the plain listener, one with TLS that asks for a user and a password (PLAIN), or
     * for a SCRAM-SHA-512 credential. Those without rights may connect, and nothing else.
     *
     * @param keystore of the broker's certificate, PKCS12
     * @param mighty users with their passwords who may do everything
     * @param powerless users with their passwords who may do nothing
     */
    public static KafkaBroker startedSecured(
            Path keystore, String keystorePassword, Map<String, String> mighty, Map<String, String> powerless) {
        KafkaBroker broker = new KafkaBroker(Map.of(), false);
        broker.secure(keystore, keystorePassword, mighty, powerless);
        return started(broker);
    }

    private void secure(
            Path keystore, String keystorePassword, Map<String, String> mighty, Map<String, String> powerless) {
        String plain = "PLAINTEXT://127.0.0.1:" + port + ",SECURED://127.0.0.1:" + securedPort;
        properties.put("listeners", plain + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.put("advertised.listeners", plain);
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,SECURED:SASL_SSL,CONTROLLER:PLAINTEXT");
        properties.put("ssl.keystore.location", keystore.toString());
        properties.put("ssl.keystore.type", "PKCS12");
        properties.put("ssl.keystore.password", keystorePassword);
        properties.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
        String users = Stream.of(mighty, powerless)
                .flatMap(some -> some.entrySet().stream())
                .map(user -> " user_" + user.getKey() + "=\"" + user.getValue() + "\"")
                .collect(Collectors.joining());
        properties.put(
                "listener.name.secured.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required" + users + ";");
        properties.put(
                "listener.name.secured.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        properties.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put(
                "super.users",
                "User:ANONYMOUS"
                        + mighty.keySet().stream().map(user -> ";User:" + user).collect(Collectors.joining()));
    }

    /** The listener with TLS and users, of a broker that has one. */
    public String securedServers() {
        return "127.0.0.1:" + securedPort;
    }

    private static KafkaBroker started(KafkaBroker broker) {
        try {
            broker.start();
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    /** What clients call {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    protected void prepare() throws IOException {
        Files.writeString(configuration(), text(configured()));
        Path output = folder().resolve("format.log");
        ForkedProcess format = ForkedProcess.start(launch(
                "kafka-storage format",
                "kafka.tools.StorageTool",
                List.of(
                        "format",
                        "-t",
                        Uuid.randomUuid().toString(),
                        "-c",
                        configuration().toString()),
                output));
        try (format) {
            if (!format.endsWithin(FORMAT_LIMIT) || format.exitCode() != 0) {
                throw new IOException(format + " failed" + format.tail());
            }
        }
    }

    private Path configuration() {
        return folder().resolve("server.properties");
    }

    private Map<String, String> configured() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("process.roles", "broker,controller");
        all.put("node.id", "1");
        all.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        all.put("controller.listener.names", "CONTROLLER");
        all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        all.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        all.put("log.dirs", folder().resolve("data").toString());
        for (String topic : List.of("offsets.topic", "transaction.state.log")) {
            all.put(topic + ".replication.factor", "1");
            all.put(topic + ".num.partitions", "1");
        }
        all.put("transaction.state.log.min.isr", "1");
        all.put("share.coordinator.state.topic.replication.factor", "1");
        all.put("share.coordinator.state.topic.min.isr", "1");
        all.put("group.initial.rebalance.delay.ms", "0");
        all.put("auto.create.topics.enable", "false");
        all.put("log.cleaner.dedupe.buffer.size", "2097152");
        // A broker that was killed is waited for until its session is over.
        all.put("broker.session.timeout.ms", "1000");
        all.put("broker.heartbeat.interval.ms", "250");
        all.put("controller.quorum.election.timeout.ms", "300");
        all.put("controller.quorum.fetch.timeout.ms", "500");
        all.putAll(properties);
        return all;
    }

    private static String text(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue() + "\n")
                .collect(Collectors.joining());
    }

    @Override
    protected ForkedProcess.Launch launch() {
        return launch("kafka broker", "kafka.Kafka", List.of(configuration().toString()), log());
    }

    private ForkedProcess.Launch launch(String name, String mainClass, List<String> arguments, Path output) {
        String classPath = JavaServer.classPath("kafka");
        List<String> command = fast
                ? JavaServer.plainCommand(classPath, FAST, mainClass, arguments)
                : JavaServer.command(classPath, SMALL, mainClass, arguments);
        return new ForkedProcess.Launch(name, command, Map.of(), folder(), output);
    }

    @Override
    protected void askWhetherReady() throws Exception {
        Map<String, Object> client = Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
                ASK_MILLIS,
                CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
                ASK_MILLIS);
        try (Admin admin = Admin.create(client)) {
            if (admin.describeCluster()
                    .nodes()
                    .get(ASK_MILLIS, TimeUnit.MILLISECONDS)
                    .isEmpty()) {
                throw new IOException("no node is there yet");
            }
        }
    }
}
