/** Kafka to Kafka: what exactly once costs against at least once, beside Flink. Start with {@code KafkaToKafka}. */
@NullMarked
package io.penstock.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
