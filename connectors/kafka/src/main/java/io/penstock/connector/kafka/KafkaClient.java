package io.penstock.connector.kafka;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How clients connect: where to, and the properties of Kafka's own that the job has set, TLS and SASL among them.
 *
 * @param servers {@code host:port}, several with commas
 * @param properties as Kafka has them
 */
record KafkaClient(String servers, Map<String, String> properties) {
    /** What the connector needs to be as it is. */
    private static final Map<String, String> RESERVED = Map.ofEntries(
            Map.entry("bootstrap.servers", "give the servers where the source or sink is made"),
            Map.entry("transactional.id", "it is made of job, sink and lane"),
            Map.entry("enable.idempotence", "it is always on"),
            Map.entry("acks", "it is always all"),
            Map.entry("key.serializer", "the sink has functions for that"),
            Map.entry("value.serializer", "the sink has functions for that"),
            Map.entry("key.deserializer", "the source has functions for that"),
            Map.entry("value.deserializer", "the source has functions for that"),
            Map.entry("enable.auto.commit", "positions are in checkpoints"),
            Map.entry("auto.offset.reset", "use startFrom and onOutOfRange of the source"),
            Map.entry(
                    "allow.auto.create.topics",
                    "a source makes no topics, or else one that was deleted would come back"),
            Map.entry("group.id", "use group of the source"),
            Map.entry("transaction.timeout.ms", "set penstock.connector.kafka.sink.transaction-timeout"));

    private static final Set<String> SECRET_WORDS =
            Set.of("password", "jaas", "secret", "token", "credential", "keystore.key", "certificate.chain");

    KafkaClient {
        if (servers.isBlank()) {
            throw new IllegalArgumentException(
                    "the Kafka servers are missing, expected host:port, several with commas");
        }
        properties = Map.copyOf(properties);
        for (String name : properties.keySet()) {
            String why = RESERVED.get(name);
            if (why != null) {
                throw new IllegalArgumentException("the Kafka property " + name + " cannot be set: " + why);
            }
        }
    }

    static KafkaClient of(String servers) {
        return new KafkaClient(servers, Map.of());
    }

    KafkaClient with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(properties);
        all.putAll(more);
        return new KafkaClient(servers, all);
    }

    /**
     * Properties for a client.
     *
     * @param defaults weaker than what the job has set
     * @param fixed stronger
     */
    Map<String, Object> configured(Map<String, String> defaults, Map<String, Object> fixed) {
        Map<String, Object> all = new LinkedHashMap<>(defaults);
        all.putAll(properties);
        all.put("bootstrap.servers", servers);
        all.putAll(fixed);
        return all;
    }

    /** Without secrets. */
    @Override
    public String toString() {
        String shown = new TreeMap<>(properties)
                .entrySet().stream()
                        .map(property -> property.getKey() + "=" + shown(property.getKey(), property.getValue()))
                        .collect(Collectors.joining(", "));
        return servers + (shown.isEmpty() ? "" : " (" + shown + ")");
    }

    private static String shown(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        return SECRET_WORDS.stream().anyMatch(lower::contains) ? "***" : value;
    }
}
