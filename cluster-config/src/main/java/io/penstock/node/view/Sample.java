package io.penstock.node.view;

import io.penstock.api.JobStatus;
import java.time.Instant;

/**
 * A status and when it was taken.
 *
 * @param nanos from {@code System.nanoTime}, for rates
 * @param at wall clock, for ages
 */
record Sample(long nanos, Instant at, JobStatus status) {}
