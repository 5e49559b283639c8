package io.penstock.benchmarks.flink;

import io.penstock.workloads.Engine;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CheckpointStatsStatus;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.jspecify.annotations.Nullable;

/** A job in a MiniCluster of its own. */
final class FlinkRunningJob implements Engine.RunningJob {
    /** Asking costs: the history holds the last ten. */
    private static final long ASK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final MiniCluster cluster;
    private final JobID job;
    private final CompletableFuture<?> end;
    private long askedAt = System.nanoTime();
    private @Nullable CompletableFuture<List<Engine.Checkpoint>> asked;

    FlinkRunningJob(MiniCluster cluster, JobID job) {
        this.cluster = cluster;
        this.job = job;
        end = cluster.requestJobResult(job).thenApply(result -> {
            if (!result.isSuccess()) {
                throw new IllegalStateException(
                        "the job failed", result.getSerializedThrowable().orElse(null));
            }
            return result;
        });
    }

    @Override
    public CompletionStage<?> end() {
        return end;
    }

    @Override
    public List<Engine.Checkpoint> checkpoints() {
        CompletableFuture<List<Engine.Checkpoint>> answer = asked;
        if (answer != null && answer.isDone()) {
            asked = null;
            return answer.isCompletedExceptionally() ? List.of() : answer.join();
        }
        if (answer == null && System.nanoTime() - askedAt > ASK_EVERY_NANOS) {
            askedAt = System.nanoTime();
            asked = cluster.getExecutionGraph(job).thenApply(graph -> completed(graph.getCheckpointStatsSnapshot()));
        }
        return List.of();
    }

    private static List<Engine.Checkpoint> completed(@Nullable CheckpointStatsSnapshot stats) {
        return stats == null
                ? List.of()
                : stats.getHistory().getCheckpoints().stream()
                        .filter(one -> one.getStatus() == CheckpointStatsStatus.COMPLETED)
                        .map(one -> new Engine.Checkpoint(
                                one.getCheckpointId(), one.getEndToEndDuration(), one.getCheckpointedSize()))
                        .toList();
    }

    @Override
    public void close() throws Exception {
        if (!end.isDone()) {
            cluster.cancelJob(job).get(1, TimeUnit.MINUTES);
            // As cancelled, it has failed.
            end.handle((result, failure) -> job).get(1, TimeUnit.MINUTES);
        }
        cluster.closeAsync().get(1, TimeUnit.MINUTES);
    }
}
