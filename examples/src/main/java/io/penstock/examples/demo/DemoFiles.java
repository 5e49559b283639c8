package io.penstock.examples.demo;

import io.penstock.api.JobArguments;
import io.penstock.examples.ProjectClone;
import io.penstock.examples.crash.CsvOutput;
import io.penstock.examples.flights.DelaysJob;
import io.penstock.node.CommandException;
import io.penstock.node.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the demo reads and writes: all in the directory of the run, so that a demo is moved or deleted as a whole.
 *
 * @param input flights
 * @param dir the directory of the run
 */
record DemoFiles(Path input, Path dir) {
    static Path defaultInput() {
        return ProjectClone.home().resolve("examples").resolve("data").resolve("flights.csv");
    }

    /** @throws CommandException if there is no input */
    DemoFiles {
        if (!Files.isRegularFile(input)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "there is no file of flights at " + input + ": run the demo from a clone of the project with"
                            + " ./penstock demo, or give the file with --input");
        }
    }

    Path delays() {
        return output().resolve("delays");
    }

    Path late() {
        return output().resolve("late");
    }

    Path deadLetters() {
        return output().resolve("dead-letters");
    }

    private Path output() {
        return dir.resolve("output");
    }

    /** The arguments of {@link DelaysJob}. */
    JobArguments arguments(int pace, int parallelism) {
        Map<String, String> values = new HashMap<>();
        values.put("input", input.toString());
        values.put("output", delays().toString());
        values.put("late", late().toString());
        values.put("dead-letters", deadLetters().toString());
        values.put("pace", Integer.toString(pace));
        if (parallelism > 0) {
            values.put("parallelism", Integer.toString(parallelism));
        }
        return JobArguments.of(values);
    }

    /** What the job writes below {@link #dir}. */
    CsvOutput written() {
        return new CsvOutput(output(), List.of(delays(), late(), deadLetters()));
    }
}
