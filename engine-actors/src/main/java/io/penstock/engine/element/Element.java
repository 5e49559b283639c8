package io.penstock.engine.element;

/** What travels on a channel, in order. */
public sealed interface Element permits Batch, Element.Watermark, Element.Idle, Element.Barrier, Element.EndOfInput {

    /** No watermark yet. */
    long NO_WATERMARK = Long.MIN_VALUE;

    /** Nothing with an event time follows: the watermark of an input at its end. */
    long FINAL_WATERMARK = Long.MAX_VALUE;

    /** No record with an event time at or below {@code timeMillis} follows on this channel. */
    record Watermark(long timeMillis) implements Element {}

    /** This channel does not hold back the watermark of others until something follows on it. */
    record Idle() implements Element {}

    /**
     * Cuts the stream: what came before belongs to the checkpoint, what follows does not.
     *
     * @param overtaken what this barrier has overtaken on its channel: it belongs to what came before, and follows
     */
    record Barrier(long checkpointId, InFlight overtaken) implements Element {
        /** A barrier that has overtaken nothing. */
        public Barrier(long checkpointId) {
            this(checkpointId, InFlight.NONE);
        }
    }

    /** No batch follows on this channel. Barriers still may: a task lives on until its job ends. */
    record EndOfInput() implements Element {}
}
