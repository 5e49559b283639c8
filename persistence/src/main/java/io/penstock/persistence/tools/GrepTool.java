package io.penstock.persistence.tools;

import io.penstock.persistence.store.JournalView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * {@code grep}: the events whose text, persistence id or manifest contains a pattern. {@link #FOUND} if there is one, {@link
 * #FINE} if there is none.
 */
public record GrepTool(Path directory, Pattern pattern, EventFilter filter) implements JournalTool {

    @Override
    public int answer(ToolOutput output) throws IOException {
        JournalView view = JournalView.open(directory, false);
        long[] found = {0};
        view.events((event, live) -> {
            if (filter.matches(event, live)) {
                String text = output.eventText().of(event.event().payload());
                if (pattern.matcher(text).find()
                        || pattern.matcher(event.persistenceId()).find()
                        || pattern.matcher(event.event().payload().manifest()).find()) {
                    EventLine.print(output, event, live, text);
                    found[0]++;
                }
            }
            return found[0] < filter.limit();
        });
        view.damages().forEach(damage -> output.error(damage.describe()));
        return !view.damages().isEmpty() ? CORRUPT : found[0] > 0 ? FOUND : FINE;
    }
}
