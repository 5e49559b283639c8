package io.penstock.connector.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.connector.Committer;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.contract.ListBatch;
import io.penstock.connector.contract.SnapshotBytes;
import io.penstock.connector.files.PowerLossDisk.PowerLoss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The sink under an engine that dies at any step: between two calls or inside one, as a process (the page cache stays) or
 * as a machine (only what was flushed stays), with other numbers of lanes from one start to the next.
 */
class FileSinkCrashTest {
    private static final int SEEDS_EACH = 125;
    private static final int RECORDS = 48;
    /** Most runs without, since compressing takes more time than all the rest. */
    private static final List<Compression> COMPRESSIONS = List.of(
            Compression.NONE,
            Compression.NONE,
            Compression.NONE,
            Compression.NONE,
            Compression.NONE,
            Compression.NONE,
            Compression.GZIP,
            Compression.ZSTD);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void visibleRecordsAreThoseOfARunWithoutFaultsAndNothingIsLeftBehind(int quarter) throws Exception {
        int crashes = 0;
        for (int seed = quarter * SEEDS_EACH; seed < (quarter + 1) * SEEDS_EACH; seed++) {
            try {
                Run run = new Run(root.resolve("out-" + seed), new Random(seed));
                run.toTheEnd();
                crashes += run.crashes;
            } catch (AssertionError | Exception e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(crashes).as("crashes that were survived").isGreaterThan(2 * SEEDS_EACH);
    }

    /** A job that writes the numbers from 0, with what it keeps durably. */
    private static final class Run {
        private final Path out;
        private final Random random;
        private final PowerLossDisk disk;
        private final FileSink<Integer> sink;
        private final boolean manifests;

        // What the journal holds: attempts, checkpoint ids, and the last completed checkpoint.
        private long generation;
        private long epoch;
        private int position;
        private List<List<PreparedFiles>> uncommitted = List.of(List.of());

        private int crashes;

        Run(Path out, Random random) {
            this.out = out;
            this.random = random;
            this.disk = new PowerLossDisk(random);
            this.manifests = random.nextBoolean();
            this.sink = sink().on(disk);
        }

        private FileSink<Integer> sink() {
            FileSink<Integer> lines = FileSink.<Integer>lines(out, String::valueOf)
                    .maxFileBytes(1 + random.nextInt(60))
                    .compress(COMPRESSIONS.get(random.nextInt(COMPRESSIONS.size())));
            FileSink<Integer> bucketed = random.nextBoolean()
                    ? lines.bucketBy(value -> "half=" + value % 2 + "/third=" + value % 3)
                            .maxOpenFiles(1 + random.nextInt(6))
                    : lines;
            return manifests ? bucketed.manifest() : bucketed;
        }

        void toTheEnd() throws Exception {
            boolean finished = false;
            while (!finished) {
                // Often early, so that starts die too.
                disk.failAfter(random.nextInt(random.nextBoolean() ? 12 : 80));
                try {
                    finished = attempt();
                } catch (PowerLoss e) {
                    crashes++;
                }
                disk.restart(random.nextBoolean());
                assertThat(visible())
                        .as("nothing of an incomplete checkpoint, and nothing twice")
                        .allMatch(value -> value < position)
                        .doesNotHaveDuplicates();
                inManifests();
            }
            if (manifests) {
                assertThat(inManifests())
                        .as("what the manifests name")
                        .containsExactlyInAnyOrderElementsOf(CommittedFiles.list(out, "sink"));
            }
            assertThat(visible())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, RECORDS).boxed().toList());
            assertThat(out.resolve(StagingArea.ROOT)).doesNotExist();
        }

        private List<Integer> visible() throws IOException {
            return CommittedFiles.lines(out, "sink").stream()
                    .map(Integer::parseInt)
                    .toList();
        }

        /** What all manifests name; whatever was lost with the power, none of that may be. */
        private List<Path> inManifests() throws IOException {
            List<Path> named = new ArrayList<>();
            for (FileManifest manifest : FileManifest.list(out, "sink")) {
                manifest.verify(out);
                manifest.files().forEach(file -> named.add(out.resolve(file.name())));
            }
            return named;
        }

        private List<String> staged(SinkContext context) {
            String[] names =
                    new StagingArea(disk, out, context).laneFolder().toFile().list();
            return names == null ? List.of() : List.of(names);
        }

        /** One generation, up to its end or its death. */
        private boolean attempt() throws Exception {
            generation++;
            int lanes = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : uncommitted.size();
            List<List<PreparedFiles>> restored = dealt(lanes);
            List<SinkContext> contexts = IntStream.range(0, lanes)
                    .mapToObj(lane -> new SinkContext("job", "id", "sink", lane, lanes, generation, 0))
                    .toList();
            List<Committer<PreparedFiles>> committers = new ArrayList<>();
            List<SinkWriter<Integer, PreparedFiles>> writers = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                committers.add(sink.committer(contexts.get(lane)));
                committers.get(lane).commit(restored.get(lane));
                sink.recover(contexts.get(lane), restored.get(lane));
                assertThat(staged(contexts.get(lane)))
                        .as("left behind for lane %d", lane)
                        .isEmpty();
                writers.add(sink.open(contexts.get(lane)));
            }
            boolean finished = write(writers, committers);
            for (SinkContext context : contexts) {
                if (finished) {
                    sink.finish(context);
                }
            }
            return finished;
        }

        /** As long as the number of lanes is the same, each gets its own back; otherwise any gets any. */
        private List<List<PreparedFiles>> dealt(int lanes) {
            List<List<PreparedFiles>> dealt = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                dealt.add(new ArrayList<>());
            }
            for (int lane = 0; lane < uncommitted.size(); lane++) {
                for (PreparedFiles file : uncommitted.get(lane)) {
                    int to = lanes == uncommitted.size() ? lane : random.nextInt(lanes);
                    dealt.get(to).add(SnapshotBytes.restored(sink.committableCodec(), file));
                }
            }
            return dealt;
        }

        private boolean write(
                List<SinkWriter<Integer, PreparedFiles>> writers, List<Committer<PreparedFiles>> committers)
                throws Exception {
            int lanes = writers.size();
            List<List<PreparedFiles>> pending = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                pending.add(new ArrayList<>());
            }
            int next = position;
            while (true) {
                int until = Math.min(RECORDS, next + random.nextInt(9));
                while (next < until) {
                    writers.get(random.nextInt(lanes)).write(ListBatch.of(next++));
                }
                epoch++;
                for (int lane = 0; lane < lanes; lane++) {
                    pending.get(lane).addAll(writers.get(lane).prepare(epoch));
                }
                if (random.nextInt(5) == 0) {
                    // Aborted: what was prepared belongs to the next checkpoint.
                    continue;
                }
                // Complete: from here on it is the truth.
                position = next;
                uncommitted = pending.stream().map(List::copyOf).toList();
                for (int lane = 0; lane < lanes; lane++) {
                    if (random.nextInt(20) == 0) {
                        throw new PowerLoss();
                    }
                    committers.get(lane).commit(pending.get(lane));
                    pending.get(lane).clear();
                }
                if (random.nextInt(6) == 0) {
                    assertThat(visible()).hasSize(position);
                }
                if (position == RECORDS) {
                    return true;
                }
                if (random.nextInt(8) == 0) {
                    closeSome(writers);
                    throw new PowerLoss();
                }
            }
        }

        private void closeSome(List<SinkWriter<Integer, PreparedFiles>> writers) throws Exception {
            for (SinkWriter<Integer, PreparedFiles> writer : writers) {
                if (random.nextBoolean()) {
                    writer.write(ListBatch.of(-1));
                    writer.close();
                }
            }
        }
    }
}
