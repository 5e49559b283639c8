/**
 * JMH benchmarks of journals: the Chronicle Queue plugin beside LevelDB and {@code pekko-persistence-jdbc} on PostgreSQL,
 * in one run on one machine.
 *
 * <p>Start with {@link io.penstock.benchmarks.journal.WriteBenchmark}; {@code benchmarks/run journal} runs them through
 * {@link io.penstock.benchmarks.journal.Journals}, which keeps the results.
 */
@NullMarked
package io.penstock.benchmarks.journal;

import org.jspecify.annotations.NullMarked;
