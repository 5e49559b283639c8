package io.penstock.persistence.tools;

import io.penstock.persistence.store.JournalView;
import java.io.IOException;
import java.nio.file.Path;

/** {@code dump}: the events, in the order in which they stand in the files. */
public record DumpTool(Path directory, EventFilter filter) implements JournalTool {

    @Override
    public int answer(ToolOutput output) throws IOException {
        JournalView view = JournalView.open(directory, false);
        long[] left = {filter.limit()};
        view.events((event, live) -> {
            if (filter.matches(event, live)) {
                EventLine.print(output, event, live);
                left[0]--;
            }
            return left[0] > 0;
        });
        view.damages().forEach(damage -> output.error(damage.describe()));
        return view.damages().isEmpty() ? FINE : CORRUPT;
    }
}
