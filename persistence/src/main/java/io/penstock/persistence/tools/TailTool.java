package io.penstock.persistence.tools;

import io.penstock.persistence.store.JournalFollower;
import io.penstock.persistence.store.JournalView;
import io.penstock.persistence.store.OrdinalEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

/**
 * {@code tail}: the last events, and with {@code follow} those that are acknowledged from now on.
 *
 * @param last how many of the events that are there already
 * @param follow asked before each look at the files: whether to go on. It may wait between looks and sets their pace; {@code
 *     () -> false} ends after the events that are there
 */
public record TailTool(Path directory, EventFilter filter, int last, BooleanSupplier follow) implements JournalTool {

    @Override
    public int answer(ToolOutput output) throws IOException {
        JournalFollower follower = JournalFollower.of(directory);
        JournalView view = JournalView.open(directory, false);
        long[] shown = {0};
        ArrayDeque<OrdinalEvent> newest = new ArrayDeque<>();
        view.events((event, live) -> {
            if (last > 0 && live && filter.matches(event, true)) {
                if (newest.size() == last) {
                    newest.removeFirst();
                }
                newest.addLast(event);
            }
            return true;
        });
        for (OrdinalEvent event : newest) {
            shown[0] = Math.max(shown[0], event.ordinal());
            EventLine.print(output, event, true);
        }
        view.damages().forEach(damage -> output.error(damage.describe()));
        output.flush();
        while (follow.getAsBoolean()) {
            follower.poll(event -> {
                if (event.ordinal() > shown[0] && filter.matches(event, true)) {
                    EventLine.print(output, event, true);
                }
            });
            output.flush();
        }
        return view.damages().isEmpty() ? FINE : CORRUPT;
    }
}
