package io.penstock.node.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.JobStatus;
import io.penstock.api.Savepoint;
import io.penstock.connector.Metric;
import io.penstock.graph.JobGraph;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class JobControlTest {
    private static final SortedMap<String, Metric> METRICS = new TreeMap<>(Map.of(
            "bytesWritten",
            new Metric.Count(31_400),
            "uploads",
            new Metric.Level(2),
            "commits",
            new Metric.Durations(4, 10_000_000, 6_250_000)));

    private static final String COUNTED = "\"kind\":\"%s\",\"parallelism\":1,\"recordsIn\":4,\"recordsOut\":4,"
            + "\"late\":0,\"skipped\":0,\"watermarkMillis\":0,\"backpressured\":0,\"stateEntries\":0,"
            + "\"retentionOverflows\":0";

    private final List<String> asked = new ArrayList<>();

    /** Does at once what it is asked, and ends as stopped or finished. */
    private final class Obliging implements JobHandle {
        private JobEnd end = new JobEnd.Stopped(7);

        @Override
        public String name() {
            return "obliging";
        }

        @Override
        public JobGraph graph() {
            throw new UnsupportedOperationException("nobody asks for the graph");
        }

        @Override
        public JobStatus status() {
            return new JobStatus(
                    JobStatus.Phase.RUNNING,
                    2,
                    1,
                    Optional.empty(),
                    List.of(
                            new JobStatus.OperatorStatus("map", "map", 1, 4, 4, 0, 0, 0, 0, 0, 0),
                            new JobStatus.OperatorStatus("out", "sink", 1, 4, 4, 0, 0, 0, 0, 0, 0, METRICS)),
                    Optional.of(new JobStatus.CheckpointStatus(
                            7, Instant.parse("2026-03-01T12:00:00Z"), Duration.ofMillis(12), 31_400)),
                    3,
                    Optional.of("it rained"),
                    new JobStatus.CheckpointHealth(Optional.of(Duration.ofSeconds(150)), Duration.ofMinutes(2), true));
        }

        @Override
        public CompletionStage<JobEnd> end() {
            return CompletableFuture.completedStage(end);
        }

        @Override
        public CompletionStage<JobEnd> stop() {
            asked.add("stop");
            return end();
        }

        @Override
        public CompletionStage<JobEnd> drain() {
            asked.add("drain");
            end = new JobEnd.Finished(8);
            return end();
        }

        private Savepoint savepoint(Path folder, boolean last) {
            return new Savepoint(folder, "id", name(), 7, Instant.parse("2026-03-01T12:00:00Z"), 5, last);
        }

        @Override
        public CompletionStage<Savepoint> savepoint(Path folder) {
            asked.add("savepoint");
            return folder.endsWith("taken")
                    ? CompletableFuture.failedStage(new IllegalStateException(folder + " exists"))
                    : CompletableFuture.completedStage(savepoint(folder, false));
        }

        @Override
        public CompletionStage<Savepoint> stopWithSavepoint(Path folder) {
            asked.add("stop with savepoint");
            return CompletableFuture.completedStage(savepoint(folder, true));
        }
    }

    private final JobControl control = new JobControl(new Obliging());

    private ObjectNode ask(ObjectNode request) throws InterruptedException {
        return control.answer(request);
    }

    /** Scripts read it: a name that changes is a break. */
    @Test
    void statusHasStableNames() throws Exception {
        assertThat(ask(ControlClient.request("status")).toString())
                .isEqualTo("{\"job\":\"obliging\",\"phase\":\"RUNNING\",\"generation\":2,\"restarts\":1,"
                        + "\"lastCheckpoint\":{\"id\":7,\"completedAt\":\"2026-03-01T12:00:00Z\",\"durationMillis\":12,"
                        + "\"bytes\":31400},\"health\":{\"red\":true,\"limitMillis\":120000,"
                        + "\"checkpointAgeMillis\":150000},\"abortedCheckpoints\":3,\"lastFailure\":\"it rained\","
                        + "\"operators\":[{\"name\":\"map\"," + COUNTED.formatted("map") + "},"
                        + "{\"name\":\"out\"," + COUNTED.formatted("sink")
                        + ",\"metrics\":{\"bytesWritten\":31400,\"commits\":{\"count\":4,\"totalMillis\":10.0,"
                        + "\"greatestMillis\":6.25},\"uploads\":2}}]}");
    }

    @Test
    void savepointSaysWhereItIs() throws Exception {
        assertThat(ask(ControlClient.request("savepoint").put("to", "/somewhere/sp"))
                        .path("savepoint")
                        .path("folder")
                        .asText())
                .isEqualTo("/somewhere/sp");
    }

    @Test
    void stopAndDrainSayHowTheJobEnded() throws Exception {
        assertThat(ask(ControlClient.request("stop")).path("end").asText()).isEqualTo("stopped");
        ObjectNode kept = ask(ControlClient.request("stop").put("to", "/somewhere/sp"));
        assertThat(kept.path("end").asText()).isEqualTo("stopped");
        assertThat(kept.path("savepoint").path("last").asBoolean()).isTrue();
        assertThat(ask(ControlClient.request("stop").put("drain", true))
                        .path("end")
                        .asText())
                .isEqualTo("finished");
        assertThat(asked).containsExactly("stop", "stop with savepoint", "drain");
    }

    @Test
    void aFailureIsARefusalWithItsMessage() {
        assertThatThrownBy(() -> ask(ControlClient.request("savepoint").put("to", "/somewhere/taken")))
                .isInstanceOf(RefusedRequestException.class)
                .hasMessage("/somewhere/taken exists");
    }

    @Test
    void whatCannotBeMeantIsRefusedAndDoesNothing() {
        assertThatThrownBy(() -> ask(ControlClient.request("fly")))
                .hasMessage("'fly' is no command, expected status, savepoint or stop");
        assertThatThrownBy(() -> ask(ControlClient.request("savepoint").put("to", "relative/folder")))
                .hasMessageContaining("expected the absolute path of a folder");
        assertThatThrownBy(() -> ask(ControlClient.request("savepoint")))
                .hasMessageContaining("expected the absolute path of a folder");
        assertThatThrownBy(() ->
                        ask(ControlClient.request("stop").put("drain", true).put("to", "/somewhere/sp")))
                .hasMessageContaining("a drained job is at its end");
        assertThat(asked).isEmpty();
    }
}
