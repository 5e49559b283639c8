package io.penstock.node;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The parameters of every command about a job in a jar. Behind the class, every word is the job's. */
@SuppressWarnings("NullAway.Init") // set by picocli
final class JobParameters {
    @Parameters(index = "0", paramLabel = "JAR", description = "The jar, with what the job depends on.")
    private Path jar;

    @Parameters(index = "1", paramLabel = "CLASS", description = "The class that implements JobDefinition.")
    private String className;

    @Parameters(
            index = "2..*",
            paramLabel = "ARGUMENT",
            description = "Arguments of the job: --name=value or --name value.")
    private List<String> arguments = List.of();

    /** @throws CommandException saying what is wrong with the job */
    JobFromJar load() {
        return JobFromJar.load(jar, className, arguments);
    }
}
