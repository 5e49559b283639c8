package io.penstock.persistence.tools;

import io.penstock.persistence.JournalDamagedException;
import io.penstock.persistence.store.JournalView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Something that can be asked of a journal directory. */
public interface JournalTool {
    /** Everything is fine, or nothing was found. */
    int FINE = 0;
    /** Something was found (grep), or differs from what was expected (verify). */
    int FOUND = 1;
    /** The question was wrong: no journal there, illegal argument. */
    int USAGE = 2;
    /** The journal is damaged. */
    int CORRUPT = 3;

    /** The journal asked. */
    Path directory();

    /** Answers; use {@link #execute}. */
    int answer(ToolOutput output) throws IOException;

    /**
     * Answers on the output and returns the exit code. Errors are one line on the error stream.
     */
    default int execute(ToolOutput output) {
        if (!Files.isDirectory(directory()) || !JournalView.isJournal(directory())) {
            output.error(directory() + " holds no journal: there is neither a manifest nor a catalog in it."
                    + " Name the directory that penstock.journal.dir is set to.");
            return USAGE;
        }
        try {
            int code = answer(output);
            output.flush();
            return code;
        } catch (JournalDamagedException e) {
            output.error(String.valueOf(e.getMessage()));
            return CORRUPT;
        } catch (IOException | UncheckedIOException e) {
            output.error("Reading " + directory() + " failed: " + e.getMessage());
            return CORRUPT;
        } catch (IllegalArgumentException e) {
            output.error(String.valueOf(e.getMessage()));
            return USAGE;
        }
    }
}
