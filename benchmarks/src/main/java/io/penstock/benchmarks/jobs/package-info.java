/**
 * The workloads on Penstock, with the journal on disk. Start with {@link io.penstock.benchmarks.jobs.PenstockEngine} and
 * {@link io.penstock.benchmarks.jobs.PenstockJobs}.
 */
@NullMarked
package io.penstock.benchmarks.jobs;

import org.jspecify.annotations.NullMarked;
