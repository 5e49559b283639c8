package io.penstock.benchmarks.compare;

import io.penstock.workloads.Workloads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was asked for: names of what to measure, then {@code --option value}; {@code --quick} stands alone. */
final class Options {
    private static final List<String> NAMES = List.of(
            "engines",
            "rounds",
            "seconds",
            "warm-up",
            "keys",
            "rate",
            "parallelism",
            "records",
            "gc",
            "heap",
            "huge-pages",
            "cond-card-mark",
            "jfr",
            "results");
    private static final String ALL_ENGINES = "penstock,flink,flink-tuned,jet,plain";

    private final Map<String, String> values = new HashMap<>();
    private final List<String> named = new ArrayList<>();
    private boolean quick;

    private Options() {}

    /** Of a comparison, which measures workloads. */
    static Options of(String... arguments) {
        return of("workload", Workloads.names(), arguments);
    }

    /**
     * Of something that measures other things.
     *
     * @param what what is measured, for messages
     * @param names of all there are
     */
    static Options of(String what, List<String> names, String... arguments) {
        Options options = new Options();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--quick")) {
                options.quick = true;
            } else if (!argument.startsWith("--")) {
                options.named.add(known(argument, names, what));
            } else {
                String name = known(argument.substring(2), NAMES, "option");
                if (i + 1 == arguments.length) {
                    throw new IllegalArgumentException("option --" + name + " needs a value");
                }
                options.values.put(name, arguments[++i]);
            }
        }
        return options;
    }

    private static String known(String name, List<String> names, String what) {
        if (!names.contains(name)) {
            throw new IllegalArgumentException("unknown " + what + " " + name + ", expected one of " + names);
        }
        return name;
    }

    /** What to measure, in the order it was asked for; empty if nothing was named. */
    List<String> named() {
        return List.copyOf(named);
    }

    boolean quick() {
        return quick;
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    @Nullable
    String text(String name) {
        return values.get(name);
    }

    long number(String name, long otherwise) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("option --" + name + " must be a whole number, not " + value, wrong);
        }
    }

    boolean on(String name, boolean otherwise) {
        String value = values.get(name);
        return value == null
                ? otherwise
                : known(value, List.of("on", "off"), "value of --" + name).equals("on");
    }

    List<Contender> contenders() {
        return list("engines", ALL_ENGINES, Contender::named);
    }

    /** Those that each engine is to run on, in turn; empty if each is to run on its better one. */
    List<Collector> collectors() {
        return values.containsKey("gc") ? list("gc", "", Collector::named) : List.of();
    }

    /** What is compared, in order. */
    List<Case> cases() {
        List<String> asked = !named.isEmpty() ? named : quick ? List.of("W1", "W2") : Workloads.names();
        List<Case> cases = new ArrayList<>();
        for (String workload : asked) {
            List<Case> usual = Case.of(workload);
            if (values.containsKey("keys")) {
                int rate = Math.toIntExact(number("rate", usual.get(0).rate()));
                list("keys", "", Integer::parseInt).forEach(keys -> cases.add(new Case(workload, keys, rate)));
            } else {
                cases.addAll(quick ? usual.subList(0, 1) : usual);
            }
        }
        return cases;
    }

    private <T> List<T> list(String name, String otherwise, Function<String, T> item) {
        return Arrays.stream(text(name, otherwise).split(",", -1)).map(item).toList();
    }
}
