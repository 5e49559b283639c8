/**
 * The life of a job: how its graph becomes tasks, what happens when one fails, how it ends.
 *
 * <p>Start with {@link io.penstock.engine.job.JobSupervisor}; {@link io.penstock.engine.job.RegionSupervisor} holds the
 * tasks of one generation, {@link io.penstock.engine.job.Layout} says which there are.
 */
@NullMarked
package io.penstock.engine.job;

import org.jspecify.annotations.NullMarked;
