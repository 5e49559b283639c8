package io.penstock.persistence;

import java.nio.file.Path;

/**
 * One damaged place of a journal.
 *
 * @param file the file
 * @param position byte position in the file
 * @param firstLost sequence of the first entry lost, inclusive; 0 if no entry is lost
 * @param lastLost sequence of the last entry lost, inclusive; less than {@code firstLost} if no entry is lost
 * @param reason what was expected and what was found
 */
public record Damage(Path file, long position, long firstLost, long lastLost, String reason) {

    /** How many entries are lost here. */
    public long lost() {
        return Math.max(0, lastLost - firstLost + 1);
    }

    /** One line: file, position, reason, loss. */
    public String describe() {
        String loss = lost() == 0 ? "no entry lost" : lost() + " entries lost (" + firstLost + " to " + lastLost + ")";
        return file + " at byte " + position + ": " + reason + "; " + loss;
    }
}
