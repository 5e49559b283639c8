package io.penstock.persistence;

import java.nio.file.Path;
import java.util.List;

/** Thrown when a journal cannot be opened or read because acknowledged entries are lost or unreadable. */
public final class JournalDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Damage> damages;

    /** Used by the stores of this module. */
    public JournalDamagedException(Path directory, List<Damage> damages, String whatToDo) {
        super(message(directory, damages, whatToDo));
        this.damages = List.copyOf(damages);
    }

    /** Each damaged place. */
    public List<Damage> damages() {
        return damages;
    }

    private static String message(Path directory, List<Damage> damages, String whatToDo) {
        StringBuilder text = new StringBuilder("The journal in ")
                .append(directory)
                .append(" is damaged in ")
                .append(damages.size())
                .append(damages.size() == 1 ? " place:" : " places:");
        damages.stream().limit(20).forEach(damage -> text.append("\n  ").append(damage.describe()));
        if (damages.size() > 20) {
            text.append("\n  and ").append(damages.size() - 20).append(" more");
        }
        return text.append("\n").append(whatToDo).toString();
    }
}
