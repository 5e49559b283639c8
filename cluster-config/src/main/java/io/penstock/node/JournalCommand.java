package io.penstock.node;

import com.typesafe.config.ConfigFactory;
import io.penstock.persistence.tools.DumpTool;
import io.penstock.persistence.tools.EventFilter;
import io.penstock.persistence.tools.GrepTool;
import io.penstock.persistence.tools.InfoTool;
import io.penstock.persistence.tools.JournalTool;
import io.penstock.persistence.tools.ListTool;
import io.penstock.persistence.tools.PekkoEventText;
import io.penstock.persistence.tools.TailTool;
import io.penstock.persistence.tools.ToolOutput;
import io.penstock.persistence.tools.VerifyTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code penstock journal}: reads a journal, also while its owner runs. Never writes. */
@Command(
        name = "journal",
        description = "Read a journal: also while its owner runs, and never writing to it.",
        mixinStandardHelpOptions = true,
        subcommands = {
            JournalCommand.Ls.class,
            JournalCommand.Info.class,
            JournalCommand.Verify.class,
            JournalCommand.Dump.class,
            JournalCommand.Tail.class,
            JournalCommand.Grep.class
        },
        footer = {
            "",
            "DIR is the directory of a run, or of a journal.",
            "Exit code: 0 fine, 1 found or differing, 2 wrong usage, 3 damaged journal."
        })
@SuppressWarnings("NullAway.Init") // set by picocli
final class JournalCommand implements Subcommand {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "name one of ls, info, verify, dump, tail, grep");
    }

    /** What every question has. */
    private abstract static class Question implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "DIR", description = "The directory of a run, or of a journal.")
        private Path directory;

        @Option(names = "--json", description = "One JSON object a line.")
        private boolean json;

        abstract JournalTool tool(Path journal);

        @Override
        public Integer call() {
            Path inRun = RunDirectory.journalIn(directory);
            Path journal = Files.isDirectory(inRun) ? inRun : directory;
            try (PekkoEventText text = new PekkoEventText(ConfigFactory.load())) {
                return tool(journal).execute(new ToolOutput(System.out, System.err, json, text));
            }
        }
    }

    /** Which events. */
    private static final class Events {
        @Option(names = "--id", paramLabel = "ID", description = "Only events of this persistence id.")
        private @Nullable String persistenceId;

        @Option(names = "--tag", paramLabel = "TAG", description = "Only events with this tag.")
        private @Nullable String tag;

        @Option(names = "--from", paramLabel = "N", description = "Lowest sequence number.", defaultValue = "0")
        private long from;

        @Option(
                names = "--to",
                paramLabel = "N",
                description = "Highest sequence number.",
                defaultValue = "9223372036854775807")
        private long to;

        @Option(
                names = "--limit",
                paramLabel = "N",
                description = "At most so many.",
                defaultValue = "9223372036854775807")
        private long limit;

        @Option(names = "--deleted", description = "Also events that are deleted but still in a file.")
        private boolean deleted;

        EventFilter filter(CommandSpec spec) {
            try {
                return new EventFilter(
                        Optional.ofNullable(persistenceId), Optional.ofNullable(tag), from, to, limit, deleted);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Command(name = "ls", description = "List the persistence ids.", mixinStandardHelpOptions = true)
    static final class Ls extends Question {
        @Option(names = "--files", description = "List the files instead.")
        private boolean files;

        @Override
        JournalTool tool(Path journal) {
            return new ListTool(journal, files);
        }
    }

    @Command(name = "info", description = "Say what the journal is and holds.", mixinStandardHelpOptions = true)
    static final class Info extends Question {
        @Override
        JournalTool tool(Path journal) {
            return new InfoTool(journal);
        }
    }

    @Command(name = "verify", description = "Check every entry of every file.", mixinStandardHelpOptions = true)
    static final class Verify extends Question {
        @Override
        JournalTool tool(Path journal) {
            return new VerifyTool(journal);
        }
    }

    @Command(name = "dump", description = "Print events.", mixinStandardHelpOptions = true)
    static final class Dump extends Question {
        @Mixin
        private Events events;

        @Spec
        private CommandSpec spec;

        @Override
        JournalTool tool(Path journal) {
            return new DumpTool(journal, events.filter(spec));
        }
    }

    @Command(name = "tail", description = "Print the last events.", mixinStandardHelpOptions = true)
    static final class Tail extends Question {
        @Mixin
        private Events events;

        @Spec
        private CommandSpec spec;

        @Option(names = "-n", paramLabel = "N", description = "How many (default: 10).", defaultValue = "10")
        private int last;

        @Option(
                names = {"-f", "--follow"},
                description = "Go on with what is written, until Ctrl-C.")
        private boolean follow;

        @Override
        JournalTool tool(Path journal) {
            return new TailTool(journal, events.filter(spec), last, () -> follow);
        }
    }

    @Command(name = "grep", description = "Print the events that match.", mixinStandardHelpOptions = true)
    static final class Grep extends Question {
        @Mixin
        private Events events;

        @Spec
        private CommandSpec spec;

        @Parameters(index = "1", paramLabel = "PATTERN", description = "A regular expression.")
        private String pattern;

        @Override
        JournalTool tool(Path journal) {
            try {
                return new GrepTool(journal, Pattern.compile(pattern), events.filter(spec));
            } catch (PatternSyntaxException e) {
                throw new ParameterException(spec.commandLine(), "not a regular expression: " + e.getMessage(), e);
            }
        }
    }
}
