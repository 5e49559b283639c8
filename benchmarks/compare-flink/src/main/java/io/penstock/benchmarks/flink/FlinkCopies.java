package io.penstock.benchmarks.flink;

import io.penstock.workloads.CopyEngine;
import io.penstock.workloads.CopyRequest;
import io.penstock.workloads.Engine;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Flink's own connector copies a Kafka topic, with the properties of Kafka's clients that Penstock's connector sets. */
public final class FlinkCopies implements CopyEngine {
    private static final Map<String, String> CONSUMER = Map.of(
            "isolation.level", "read_committed",
            "max.poll.records", "2000",
            "fetch.max.bytes", "16777216");
    private static final Map<String, String> PRODUCER = Map.of(
            "acks", "all",
            "enable.idempotence", "true",
            "linger.ms", "10",
            "batch.size", "131072",
            "buffer.memory", "67108864",
            // Flink's default of an hour is more than brokers allow.
            "transaction.timeout.ms", "60000");

    @Override
    public String version() {
        return "Flink " + EnvironmentInformation.getVersion() + ", connector "
                + KafkaSource.class.getPackage().getImplementationVersion();
    }

    @Override
    public Engine.RunningJob start(CopyRequest request, Path directory) throws Exception {
        return new Cluster(
                        directory,
                        request.parallelism(),
                        request.intervalMillis(),
                        Map.of("pipeline.object-reuse", "true", "restart-strategy.type", "none"))
                .start(environment -> define(request, environment));
    }

    static void define(CopyRequest request, StreamExecutionEnvironment environment) {
        environment
                .fromSource(source(request), WatermarkStrategy.noWatermarks(), "in")
                .sinkTo(sink(request))
                .name("out");
    }

    private static KafkaSource<byte[]> source(CopyRequest request) {
        KafkaSourceBuilder<byte[]> source = KafkaSource.<byte[]>builder()
                .setBootstrapServers(request.servers())
                .setTopics(request.from())
                // As Penstock does, it commits offsets to the group with each checkpoint.
                .setGroupId("flink-" + request.to())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setValueOnlyDeserializer(new Bytes())
                .setProperties(properties(CONSUMER));
        return (request.bounded() ? source.setBounded(OffsetsInitializer.latest()) : source).build();
    }

    private static KafkaSink<byte[]> sink(CopyRequest request) {
        KafkaSinkBuilder<byte[]> sink = KafkaSink.<byte[]>builder()
                .setBootstrapServers(request.servers())
                .setRecordSerializer(KafkaRecordSerializationSchema.<byte[]>builder()
                        .setTopic(request.to())
                        .setValueSerializationSchema(new Bytes())
                        .build())
                .setKafkaProducerConfig(properties(PRODUCER));
        return request.exactlyOnce()
                ? sink.setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                        .setTransactionalIdPrefix("flink-" + request.to())
                        .build()
                : sink.setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE).build();
    }

    private static Properties properties(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        return properties;
    }
}
