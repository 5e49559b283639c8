package io.penstock.connector;

/**
 * What a sink can do.
 *
 * @param delivery what reaches the target once a job has recovered from any crash
 * @param blocking writing may block the thread, so it is done on a dispatcher for that
 */
public record SinkTraits(Guarantee delivery, boolean blocking) {}
