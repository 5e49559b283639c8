package io.penstock.persistence.tools;

import io.penstock.persistence.JournalDirectory;
import io.penstock.persistence.JournalOwner;
import io.penstock.persistence.store.JournalView;
import io.penstock.persistence.store.JournalView.FileSummary;
import io.penstock.persistence.store.JournalView.IdSummary;
import io.penstock.persistence.store.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code info}: what a journal is and how much is in it. */
public record InfoTool(Path directory) implements JournalTool {

    @Override
    public int answer(ToolOutput output) throws IOException {
        JournalView view = JournalView.open(directory, false);
        Optional<JournalOwner> owner = JournalDirectory.of(directory).owner();
        List<FileSummary> files = view.files();
        List<IdSummary> ids = view.persistenceIds();
        long bytes = files.stream().mapToLong(FileSummary::bytes).sum();
        long liveBytes = files.stream().mapToLong(FileSummary::liveBytes).sum();
        long events = ids.stream().mapToLong(IdSummary::events).sum();
        Manifest manifest = Manifest.read(directory);
        output.line(
                new JsonLine()
                        .put("directory", directory.toString())
                        .put("formatVersion", manifest.formatVersion())
                        .put("blockSize", manifest.blockBytes())
                        .put("ownerPid", owner.map(JournalOwner::pid).orElse(0L))
                        .put("files", files.size())
                        .put("bytes", bytes)
                        .put("liveBytes", liveBytes)
                        .put("persistenceIds", ids.size())
                        .put("events", events)
                        .put("lastEntry", view.lastEntry())
                        .put("acknowledged", view.acknowledged().orElse(0))
                        .put("damages", view.damages().size()),
                "directory        " + directory
                        + "\nformat version   " + manifest.formatVersion()
                        + "\nblock size       " + manifest.blockBytes()
                        + "\nowner            "
                        + owner.map(who -> "process " + who.pid() + " since " + who.since())
                                .orElse("nobody")
                        + "\nfiles            " + files.size() + " (" + bytes + " bytes, " + liveBytes + " live)"
                        + "\npersistence ids  " + ids.size()
                        + "\nlive events      " + events
                        + "\nlast entry       " + view.lastEntry() + ", acknowledged "
                        + view.acknowledged().orElse(0)
                        + "\ndamaged places   " + view.damages().size());
        view.damages().forEach(damage -> output.error(damage.describe()));
        return view.damages().isEmpty() ? FINE : CORRUPT;
    }
}
