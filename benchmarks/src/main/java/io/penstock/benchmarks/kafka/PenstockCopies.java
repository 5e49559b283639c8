package io.penstock.benchmarks.kafka;

import io.penstock.api.Job;
import io.penstock.benchmarks.jobs.JobOnDisk;
import io.penstock.connector.kafka.KafkaSink;
import io.penstock.connector.kafka.KafkaSource;
import io.penstock.connector.kafka.Offsets;
import io.penstock.workloads.CopyEngine;
import io.penstock.workloads.CopyRequest;
import io.penstock.workloads.Engine;
import java.nio.file.Path;
import java.time.Duration;

/** Penstock copies a Kafka topic, each time by a {@link JobOnDisk}. */
public final class PenstockCopies implements CopyEngine {
    @Override
    public String version() {
        return "Penstock";
    }

    @Override
    public Engine.RunningJob start(CopyRequest request, Path directory) {
        KafkaSource<byte[]> source = KafkaSource.bytes(request.servers(), request.from());
        KafkaSink<byte[]> sink = KafkaSink.bytes(request.servers(), request.to());
        Job job = Job.named("copy")
                .parallelism(request.parallelism())
                .checkpointEvery(Duration.ofMillis(request.intervalMillis()));
        job.from(request.bounded() ? source.stopAt(Offsets.latest()) : source)
                .named("in")
                .to(request.exactlyOnce() ? sink : sink.atLeastOnce())
                .named("out");
        return JobOnDisk.start(job, JobOnDisk.config(directory));
    }
}
