/**
 * Measurements. {@code compare}: whole jobs, on Penstock and on others; {@code jobs}: the workloads on Penstock; {@code
 * hot}: JMH benchmarks of the hot parts; {@code journal}: journals; {@code kafka}: Kafka to Kafka, on Penstock and on
 * others; {@code w5}: what the failure of a task costs. Sees every module but the other engines; nothing depends on it.
 *
 * <p>Start with {@code benchmarks/README.md}, {@code docs/PERFORMANCE.md} and the scripts {@code benchmarks/compare} and
 * {@code benchmarks/run}.
 */
@NullMarked
package io.penstock.benchmarks;

import org.jspecify.annotations.NullMarked;
