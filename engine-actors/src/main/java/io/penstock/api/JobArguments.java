package io.penstock.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arguments of a job, each {@code --name=value} or {@code --name value}. */
public final class JobArguments {
    private final Map<String, String> values;

    private JobArguments(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    public static JobArguments none() {
        return new JobArguments(Map.of());
    }

    public static JobArguments of(Map<String, String> values) {
        return new JobArguments(values);
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if a word is neither an option nor the value of one
     */
    public static JobArguments parse(List<String> words) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("--") || word.length() == 2 || word.startsWith("--=")) {
                throw new IllegalArgumentException(
                        "argument " + (i + 1) + " is '" + word + "', expected --name=value or --name value");
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
            String value;
            if (equals >= 0) {
                value = word.substring(equals + 1);
            } else if (i + 1 < words.size() && !words.get(i + 1).startsWith("--")) {
                value = words.get(++i);
            } else {
                value = "true";
            }
            if (values.put(name, value) != null) {
                throw new IllegalArgumentException("argument --" + name + " is given twice");
            }
        }
        return new JobArguments(values);
    }

    /**
     * The value of an argument the job cannot do without.
     *
     * @throws IllegalArgumentException if it is missing
     */
    public String get(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("argument --" + name + " is missing; given: "
                        + (values.isEmpty()
                                ? "none"
                                : values.keySet().stream().sorted().toList())));
    }

    public String get(String name, String otherwise) {
        return find(name).orElse(otherwise);
    }

    /**
     * The value of a whole number.
     *
     * @throws IllegalArgumentException if it is given and is none
     */
    public int getInt(String name, int otherwise) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "argument --" + name + " must be a whole number, not '" + value + "'", e);
        }
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    public Map<String, String> asMap() {
        return values;
    }
}
