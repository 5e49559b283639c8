package io.penstock.engine.job;

import java.time.Duration;

/**
 * How often a job or a part of it is restarted.
 *
 * @param maxRestarts within the window; one more failure is one too many
 * @param window what counts as one series of failures
 * @param minBackoff wait before the first restart of a series, which a completed checkpoint ends; doubles with each
 * @param maxBackoff the longest wait
 */
public record RestartSettings(int maxRestarts, Duration window, Duration minBackoff, Duration maxBackoff) {}
