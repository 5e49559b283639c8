package io.penstock.engine.savepoint;

import java.time.Duration;

/**
 * How savepoints are taken.
 *
 * @param timeout for one, from the request until it is on disk
 * @param concurrent how many of a job may be under way at once
 */
public record SavepointSettings(Duration timeout, int concurrent) {}
