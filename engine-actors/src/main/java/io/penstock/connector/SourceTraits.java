package io.penstock.connector;

/**
 * What a source can do.
 *
 * @param replayable a split can be opened again at an older position and then gives the same records; if it cannot, what
 *     is read goes into the ingress journal first, and is sent from there after a restart
 * @param bounded every split ends
 * @param blocking reading may block the thread, so it is done on a dispatcher for that
 */
public record SourceTraits(boolean replayable, boolean bounded, boolean blocking) {}
