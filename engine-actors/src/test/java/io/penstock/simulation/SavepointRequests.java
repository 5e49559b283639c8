package io.penstock.simulation;

import io.penstock.api.Savepoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks of a run, by seed: savepoints at any moment, with and without a stop, and that the job is drained. Two of
 * three seeds ask for nothing, one of three where a source cannot be rewound. Savepoints are real folders, which are gone
 * with this.
 */
final class SavepointRequests implements AutoCloseable {
    private static final int MOST = 2;

    private final SplittableRandom random;
    private final Target target;
    private final GivenOnce given;
    private final boolean onlyStops;
    private final Consumer<String> violations;
    private final int rate;
    private final List<Taken> taken = new ArrayList<>();
    private int left;
    private int asked;
    private @Nullable Path folders;

    /**
     * A savepoint that is there.
     *
     * @param target as its owner makes it for a start from there
     * @param given what sources had given that cannot be rewound
     */
    record Taken(Path folder, long checkpointId, Target target, GivenOnce given) {}

    /** @param onlyStops most savepoints are those of a stop, as others are refused */
    SavepointRequests(long seed, Target target, GivenOnce given, boolean onlyStops, Consumer<String> violations) {
        this.given = given;
        this.onlyStops = onlyStops;
        this.random = new SplittableRandom(SimulatedThread.mix(seed ^ 0x5a7e));
        this.target = target;
        this.violations = violations;
        this.left = random.nextInt(3) > (onlyStops ? 1 : 0) ? 0 : 1 + random.nextInt(MOST);
        this.rate = 1 + random.nextInt(20);
    }

    /** Asks a job for something, now and then. */
    void perhapsAsk(SimulatedSystem.Life life) {
        if (left == 0 || random.nextInt(10_000) >= rate) {
            return;
        }
        left--;
        int drawn = random.nextInt(8);
        if (drawn == 0) {
            life.drainJob();
            return;
        }
        Path folder = folders().resolve("savepoint-" + ++asked);
        var unused = life.takeSavepoint(folder, drawn < (onlyStops ? 7 : 3)).thenAccept(this::taken);
    }

    /** A savepoint that comes to nothing is no promise broken: all that it stands on may fail. */
    private void taken(Savepoint savepoint) {
        taken.add(new Taken(
                savepoint.folder(),
                savepoint.checkpointId(),
                target.copyUpTo(savepoint.checkpointId(), violations),
                given.copy(violations)));
    }

    List<Taken> taken() {
        return taken;
    }

    private Path folders() {
        try {
            if (folders == null) {
                folders = Files.createTempDirectory("penstock-simulation");
            }
            return folders;
        } catch (IOException e) {
            throw new UncheckedIOException("the simulation cannot keep its savepoints", e);
        }
    }

    @Override
    public void close() {
        if (folders == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(folders)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the savepoints of a simulated run in " + folders + " cannot be removed", e);
        }
    }
}
