package io.penstock.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One measurement.
 *
 * @param workload which one, for instance {@code w1}
 * @param engine which engine runs it
 * @param keys how many keys the records have
 * @param parallelism tasks per operator
 * @param warmUp what is left out at the beginning
 * @param measured how long is measured; not used if {@code records} says when to end
 * @param records how many records are made, or 0 = until the time is over
 */
public record RunSettings(
        String workload, String engine, int keys, int parallelism, Duration warmUp, Duration measured, long records) {
    public RunSettings {
        if (parallelism < 1 || keys < parallelism || records < 0) {
            throw new IllegalArgumentException("keys must be at least the parallelism, records not negative; got keys "
                    + keys + ", parallelism " + parallelism + ", records " + records);
        }
    }

    /** As arguments of {@link OneRun}. */
    List<String> toArguments() {
        return new ArrayList<>(List.of(
                workload,
                engine,
                Integer.toString(keys),
                Integer.toString(parallelism),
                warmUp.toString(),
                measured.toString(),
                Long.toString(records)));
    }

    static RunSettings of(List<String> arguments) {
        return new RunSettings(
                arguments.get(0),
                arguments.get(1),
                Integer.parseInt(arguments.get(2)),
                Integer.parseInt(arguments.get(3)),
                Duration.parse(arguments.get(4)),
                Duration.parse(arguments.get(5)),
                Long.parseLong(arguments.get(6)));
    }
}
