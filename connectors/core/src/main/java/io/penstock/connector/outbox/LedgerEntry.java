package io.penstock.connector.outbox;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the target holds of a lane: every epoch before this one, and of this one the parts before {@code applied}.
 *
 * @param epoch the last one of which anything is applied
 * @param applied how many of its parts are
 * @param parts how many it has
 * @param origin of its chunks
 * @param generation of the task that applied them
 */
public record LedgerEntry(long epoch, int applied, int parts, long origin, long generation) {
    private static final Pattern TEXT = Pattern.compile(
            "v1 epoch=(\\d{1,18}) applied=(\\d{1,9}) of=(\\d{1,9}) origin=([0-9a-f]{16}) generation=(\\d{1,18})");

    /** The entry that goes with a chunk and all before it. */
    public static LedgerEntry behind(OutboxChunk chunk, long generation) {
        return new LedgerEntry(chunk.epoch(), chunk.part() + 1, chunk.parts(), chunk.origin(), generation);
    }

    /** A line of text for targets that have no better form, to be read by {@link #parse}. */
    public String format() {
        return "v1 epoch=" + epoch + " applied=" + applied + " of=" + parts + " origin="
                + String.format("%016x", origin) + " generation=" + generation;
    }

    /**
     * Reads what {@link #format} wrote.
     *
     * @throws IllegalArgumentException if it is nothing of the kind
     */
    public static LedgerEntry parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no entry of a ledger, which is like '"
                    + new LedgerEntry(7, 1, 1, 0, 1).format() + "': it was written by something else, or by a newer"
                    + " version of Penstock");
        }
        return new LedgerEntry(
                Long.parseLong(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                Long.parseUnsignedLong(matcher.group(4), 16),
                Long.parseLong(matcher.group(5)));
    }
}
