package io.penstock.engine.checkpoint;

/**
 * What a source that cannot be rewound has read in one go, as an event of its {@link IngressWriter}.
 *
 * @param bytes records as {@code IngressFormat} writes them; not to be changed
 */
public record IngressEntry(long generation, byte[] bytes) implements JournalEntry {
    @Override
    public String toString() {
        return "IngressEntry[generation=" + generation + ", " + bytes.length + " bytes]";
    }
}
