package io.penstock.persistence.tools;

import io.penstock.persistence.store.JournalView;
import io.penstock.persistence.store.JournalView.FileSummary;
import io.penstock.persistence.store.JournalView.IdSummary;
import java.io.IOException;
import java.nio.file.Path;

/**
 * {@code ls}: the persistence ids of a journal, or its files.
 *
 * @param files files instead of persistence ids
 */
public record ListTool(Path directory, boolean files) implements JournalTool {

    @Override
    public int answer(ToolOutput output) throws IOException {
        JournalView view = JournalView.open(directory, false);
        if (files) {
            for (FileSummary file : view.files()) {
                print(output, file);
            }
        } else {
            view.persistenceIds().forEach(id -> print(output, id));
        }
        view.damages().forEach(damage -> output.error(damage.describe()));
        return view.damages().isEmpty() ? FINE : CORRUPT;
    }

    private static void print(ToolOutput output, IdSummary id) {
        output.line(
                new JsonLine()
                        .put("persistenceId", id.persistenceId())
                        .put("events", id.events())
                        .put("firstSequenceNr", id.firstSequenceNr())
                        .put("highestSequenceNr", id.highest())
                        .put("deletedTo", id.deletedTo()),
                id.persistenceId() + " " + id.events() + " events"
                        + (id.events() == 0 ? "" : " from " + id.firstSequenceNr()) + ", highest " + id.highest());
    }

    private static void print(ToolOutput output, FileSummary file) {
        output.line(
                new JsonLine()
                        .put("file", file.file().toString())
                        .put("segment", file.segment())
                        .put("closed", file.closed())
                        .put("firstEntry", file.firstEntry())
                        .put("bytes", file.bytes())
                        .put("liveEntries", file.liveEntries())
                        .put("liveBytes", file.liveBytes()),
                file.file() + " " + file.bytes() + " bytes, " + file.liveBytes() + " live in " + file.liveEntries()
                        + " entries" + (file.closed() ? "" : ", being written or left by a crash"));
    }
}
