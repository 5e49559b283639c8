package io.penstock.persistence.tools;

import io.penstock.persistence.Damage;
import io.penstock.persistence.JournalDirectory;
import io.penstock.persistence.store.JournalView;
import java.io.IOException;
import java.nio.file.Path;

/**
 * {@code verify}: reads every byte of every file. {@link #FINE} if all is whole, {@link #FOUND} if it is whole but the last
 * owner did not close it in order (the next owner tidies up), {@link #CORRUPT} if something acknowledged is lost.
 */
public record VerifyTool(Path directory) implements JournalTool {

    @Override
    public int answer(ToolOutput output) throws IOException {
        JournalView view = JournalView.open(directory, true);
        for (Damage damage : view.damages()) {
            output.line(
                    new JsonLine()
                            .put("file", damage.file().toString())
                            .put("position", damage.position())
                            .put("reason", damage.reason())
                            .put("firstLost", damage.firstLost())
                            .put("lastLost", damage.lastLost())
                            .put("lost", damage.lost()),
                    damage.describe());
        }
        // What a living owner has not tidied up yet, it will.
        boolean tidy = view.leftovers().isEmpty()
                || JournalDirectory.of(directory).owner().isPresent();
        String verdict = !view.damages().isEmpty() ? "corrupt" : tidy ? "fine" : "untidy";
        output.line(
                new JsonLine()
                        .put("verdict", verdict)
                        .put("files", view.files().size())
                        .put("lastEntry", view.lastEntry())
                        .put("damages", view.damages().size())
                        .put(
                                "leftovers",
                                view.leftovers().stream().map(Path::toString).toList()),
                switch (verdict) {
                    case "corrupt" ->
                        "The journal is damaged in " + view.damages().size()
                                + " places. Restore the files, or open it with on-damage = quarantine to keep what is whole.";
                    case "fine" ->
                        "All " + view.files().size() + " files are whole; the last entry is " + view.lastEntry() + ".";
                    default -> "All files are whole. The next owner will remove " + view.leftovers() + ".";
                });
        return !view.damages().isEmpty() ? CORRUPT : tidy ? FINE : FOUND;
    }
}
