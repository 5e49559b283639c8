package io.penstock.benchmarks.kafka;

import io.penstock.benchmarks.compare.Contender;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was asked for.
 *
 * @param engines which copy, in this order
 * @param records to copy
 * @param rounds that count
 * @param rate records a second where latency is measured
 * @param seconds for how long latency is measured
 * @param intervalMillis from checkpoint to checkpoint
 */
record KafkaOptions(List<Contender> engines, long records, int rounds, int rate, long seconds, long intervalMillis) {
    /** As those of the command line. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "engines", "penstock,flink",
            "records", "10000000",
            "rounds", "3",
            "rate", "20000",
            "seconds", "30",
            "interval", "1000");

    private static final List<String> ENGINES = List.of(Contender.PENSTOCK.engine(), Contender.FLINK.engine());

    /** Of pairs of an option and its value. */
    static KafkaOptions of(String... arguments) {
        Map<String, String> values = new HashMap<>(DEFAULTS);
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (!DEFAULTS.containsKey(name)) {
                throw new IllegalArgumentException("unknown option " + arguments[i] + ", expected one of "
                        + DEFAULTS.keySet().stream()
                                .map(each -> "--" + each)
                                .sorted()
                                .toList());
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("option --" + name + " needs a value");
            }
            values.put(name, arguments[i + 1]);
        }
        return new KafkaOptions(
                Arrays.stream(values.getOrDefault("engines", "").split(",", -1))
                        .map(KafkaOptions::engine)
                        .distinct()
                        .toList(),
                number(values, "records"),
                Math.toIntExact(number(values, "rounds")),
                Math.toIntExact(number(values, "rate")),
                number(values, "seconds"),
                number(values, "interval"));
    }

    private static Contender engine(String name) {
        if (!ENGINES.contains(name)) {
            throw new IllegalArgumentException(
                    "there is no engine " + name + " that copies Kafka topics, there are " + ENGINES);
        }
        return Contender.named(name);
    }

    private static long number(Map<String, String> values, String name) {
        String value = values.getOrDefault(name, "");
        try {
            long number = Long.parseLong(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("option --" + name + " must be a whole number, not " + value, wrong);
        }
        throw new IllegalArgumentException("option --" + name + " must be more than 0, not " + value);
    }
}
