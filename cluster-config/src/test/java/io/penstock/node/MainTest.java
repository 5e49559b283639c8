package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.Job;
import io.penstock.api.JobArguments;
import io.penstock.api.JobDefinition;
import io.penstock.connector.files.CsvColumn;
import io.penstock.connector.files.FileSink;
import io.penstock.connector.files.FileSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line as a user meets it: words in, text and exit code out. */
class MainTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

    @SuppressWarnings("NullAway.Init")
    private Path jar;

    /** Copies a file, by the line. */
    public static final class Copy implements JobDefinition {
        @Override
        public Job define(JobArguments arguments) {
            Job job = Job.named("copy");
            job.from(FileSource.lines(arguments.get("input")))
                    .named("lines")
                    .to(FileSink.csv(Path.of("out"), CsvColumn.of("line", line -> line)))
                    .named("copies");
            return job;
        }
    }

    public static final class NoJob {}

    public static final class NoPublicConstructor implements JobDefinition {
        private NoPublicConstructor() {}

        @Override
        public Job define(JobArguments arguments) {
            return Job.named("never");
        }
    }

    public static final class BadConstructor implements JobDefinition {
        public BadConstructor() {
            throw new IllegalStateException("no luck today");
        }

        @Override
        public Job define(JobArguments arguments) {
            return Job.named("never");
        }
    }

    public static final class BadDefinition implements JobDefinition {
        @Override
        public Job define(JobArguments arguments) throws IOException {
            throw new IOException("the catalogue does not answer");
        }
    }

    public static final class NoSource implements JobDefinition {
        @Override
        public Job define(JobArguments arguments) {
            return Job.named("no-source");
        }
    }

    @BeforeEach
    void makeJar() throws IOException {
        jar = dir.resolve("jobs.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file)) {
            entries.putNextEntry(new JarEntry(Copy.class.getName().replace('.', '/') + ".class"));
            entries.putNextEntry(new JarEntry("com/example/MyJob.class"));
            entries.closeEntry();
        }
    }

    @AfterEach
    void restoreLoader() {
        Thread.currentThread().setContextClassLoader(loader);
    }

    private int execute(String... words) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(words);
    }

    private int plan(Class<?> type, String... arguments) {
        String[] words = new String[3 + arguments.length];
        words[0] = "plan";
        words[1] = jar.toString();
        words[2] = type.getName();
        System.arraycopy(arguments, 0, words, 3, arguments.length);
        return execute(words);
    }

    @Test
    void helpNamesTheCommands() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("run", "plan");
    }

    @Test
    void versionNamesPenstockAndJava() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).startsWith("penstock ").contains(" on Java " + Runtime.version());
    }

    @Test
    void noCommandAndAnUnknownOneAreWrongUsage() {
        assertThat(execute()).isEqualTo(2);
        assertThat(execute("fly")).isEqualTo(2);
        assertThat(err.toString()).contains("Missing required subcommand", "fly");
    }

    @Test
    void planPrintsTheGraphInTheFormatAskedFor() {
        assertThat(plan(Copy.class, "--input", "a.txt")).isZero();
        assertThat(out.toString()).contains("job copy: 2 operators", "lines  source", "-> copies");
        out.getBuffer().setLength(0);
        assertThat(execute("plan", "--format=mermaid", jar.toString(), Copy.class.getName(), "--input=a.txt"))
                .isZero();
        assertThat(out.toString()).startsWith("flowchart LR");
        out.getBuffer().setLength(0);
        assertThat(execute("plan", "--format", "DOT", jar.toString(), Copy.class.getName(), "--input=a.txt"))
                .isZero();
        assertThat(out.toString()).startsWith("digraph \"copy\" {");
    }

    @Test
    void anUnknownFormatNamesTheLegalOnes() {
        assertThat(execute("plan", "--format=png", jar.toString(), Copy.class.getName()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("TEXT, MERMAID, DOT");
    }

    @Test
    void wordsBehindTheClassAreTheJobs() {
        assertThat(plan(Copy.class, "--input", "a.txt", "--format", "none")).isZero();
    }

    @Test
    void aMissingArgumentOfTheJobIsNamed() {
        assertThat(plan(Copy.class)).isEqualTo(2);
        assertThat(err.toString()).contains("argument --input is missing; given: none");
    }

    @Test
    void aWordThatIsNoArgumentIsNamed() {
        assertThat(plan(Copy.class, "a.txt")).isEqualTo(2);
        assertThat(err.toString()).contains("argument 1 is 'a.txt', expected --name=value or --name value");
    }

    @Test
    void aMissingJarIsNamed() {
        assertThat(execute("run", dir.resolve("none.jar").toString(), "com.example.MyJob"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no jar " + dir.resolve("none.jar"));
    }

    @Test
    void aFileThatIsNoJarIsNamed() throws IOException {
        Path text = Files.writeString(dir.resolve("notes.txt"), "no jar");
        assertThat(execute("run", text.toString(), "com.example.MyJob")).isEqualTo(2);
        assertThat(err.toString()).contains("notes.txt is no jar that can be read");
    }

    @Test
    void aMissingClassComesWithTheOnesOfTheSameName() {
        assertThat(execute("run", jar.toString(), "myjob")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no class myjob in", "did you mean com.example.MyJob?");
    }

    @Test
    void aClassThatDefinesNoJobIsRefused() {
        assertThat(plan(NoJob.class)).isEqualTo(2);
        assertThat(err.toString()).contains("does not implement io.penstock.api.JobDefinition");
    }

    @Test
    void aClassNeedsAPublicConstructorThatWorks() {
        assertThat(plan(NoPublicConstructor.class)).isEqualTo(2);
        assertThat(plan(BadConstructor.class)).isEqualTo(2);
        assertThat(err.toString())
                .contains("needs a public constructor without parameters", "no luck today", "MainTest.java");
    }

    @Test
    void aDefinitionThatFailsIsShownWithItsPlace() {
        assertThat(plan(BadDefinition.class)).isEqualTo(2);
        assertThat(err.toString())
                .contains("BadDefinition.define failed", "the catalogue does not answer", "MainTest.java");
    }

    @Test
    void aJobThatIsNotWellFormedIsRefused() {
        assertThat(plan(NoSource.class)).isEqualTo(2);
        assertThat(err.toString()).contains("job 'no-source' has no source");
    }

    @Test
    void runRefusesADirectoryThatIsNotOurs() throws IOException {
        Path foreign = Files.createDirectory(dir.resolve("foreign"));
        Files.writeString(foreign.resolve("thesis.tex"), "precious");
        String[] words = {"run", "--dir", foreign.toString(), jar.toString(), Copy.class.getName(), "--input=a.txt"};
        assertThat(execute(words)).isEqualTo(2);
        assertThat(err.toString()).contains("not one of Penstock's");
    }

    @Test
    void runNamesTheConfigurationFileThatIsMissingOrBroken() throws IOException {
        String run = dir.resolve("run").toString();
        assertThat(execute(
                        "run",
                        "--dir",
                        run,
                        "--config",
                        "none.conf",
                        jar.toString(),
                        Copy.class.getName(),
                        "--input=a"))
                .isEqualTo(2);
        Path broken = Files.writeString(dir.resolve("broken.conf"), "penstock {");
        assertThat(execute(
                        "run",
                        "--dir",
                        run,
                        "--config",
                        broken.toString(),
                        jar.toString(),
                        Copy.class.getName(),
                        "--input=a"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--config none.conf is not a file", "configuration: ", "broken.conf");
    }

    @Test
    void runNamesTheKeyWithAnIllegalValue() {
        String run = dir.resolve("run").toString();
        assertThat(execute(
                        "run",
                        "--dir",
                        run,
                        "-Dpenstock.node.log.level=loud",
                        jar.toString(),
                        Copy.class.getName(),
                        "--input=a"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("penstock.node.log.level is 'loud', expected error, warn, info, debug or trace");
    }

    @Test
    void aSavepointThatIsNotThereIsNamedBeforeAnythingIsMoved() throws IOException {
        Path run = Files.createDirectory(dir.resolve("run"));
        String none = dir.resolve("none").toString();
        String[] words = {
            "run",
            "--fresh",
            "--dir=" + run,
            "--from-savepoint=" + none,
            jar.toString(),
            Copy.class.getName(),
            "--input=a"
        };
        assertThat(execute(words)).isEqualTo(2);
        assertThat(err.toString()).contains(none + " holds no savepoint");
        assertThat(run).isEmptyDirectory();
    }

    @Test
    void freshDoesNotMoveAwayTheSavepointThatIsStartedFrom() throws IOException {
        Path run = dir.resolve("run");
        Path savepoint = Files.createDirectories(run.resolve("savepoints").resolve("one"));
        String[] words = {
            "run",
            "--fresh",
            "--dir=" + run,
            "--from-savepoint=" + savepoint,
            jar.toString(),
            Copy.class.getName(),
            "--input=a"
        };
        assertThat(execute(words)).isEqualTo(2);
        assertThat(err.toString()).contains("which --fresh moves out of the way");
        assertThat(savepoint).exists();
    }

    @Test
    void aJobIsNamedOrItsDirectoryIs() {
        assertThat(execute("status")).isEqualTo(2);
        assertThat(execute("stop", "a", "--dir=b")).isEqualTo(2);
        assertThat(err.toString()).contains("give the name of the job, or --dir DIR");
    }

    @Test
    void aDrainHasNoSavepoint() {
        assertThat(execute("stop", "--drain", "--to=x", "--dir=" + dir)).isEqualTo(2);
        assertThat(err.toString()).contains("give --drain or --to");
    }

    @Test
    void aDirectoryWithoutAJobIsSaidToHaveNone() {
        assertThat(execute("savepoint", "--dir=" + dir)).isEqualTo(1);
        assertThat(err.toString()).contains("no process runs a job in " + dir);
    }

    @Test
    void journalToolRefusesADirectoryWithoutAJournal() {
        assertThat(execute("journal", "info", dir.toString())).isEqualTo(2);
    }

    @Test
    void journalToolNeedsAQuestion() {
        assertThat(execute("journal")).isEqualTo(2);
        assertThat(err.toString()).contains("ls, info, verify, dump, tail, grep");
    }
}
