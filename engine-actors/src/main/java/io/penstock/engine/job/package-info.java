/**
 * The life of a job: how its graph becomes tasks, what happens when one fails, how it ends.
 *
 * <p>Start with {@link io.penstock.engine.job.JobSupervisor}; {@link io.penstock.engine.job.TaskSupervisor} holds the
 * tasks and restarts parts of them, {@link io.penstock.engine.job.Layout} says which there are, {@link
 * io.penstock.engine.job.Regions} which are restarted together.
 */
@NullMarked
package io.penstock.engine.job;

import org.jspecify.annotations.NullMarked;
