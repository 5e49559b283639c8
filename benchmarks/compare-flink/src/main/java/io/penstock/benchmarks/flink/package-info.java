/**
 * The workloads on Apache Flink, in its MiniCluster: {@code flink} as a program is written first, {@code flink-tuned} as one
 * who cares for speed writes it (objects reused, a serializer by hand, accumulators changed in place, 64 records a poll,
 * short buffer timeout). Both with aligned exactly-once checkpoints, which Flink forces to disk.
 *
 * <p>Start with {@link io.penstock.benchmarks.flink.FlinkEngine}. {@link io.penstock.benchmarks.flink.FlinkCopies} copies a
 * Kafka topic with Flink's connector.
 */
@NullMarked
package io.penstock.benchmarks.flink;

import org.jspecify.annotations.NullMarked;
