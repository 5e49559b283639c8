package io.penstock.workloads;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The plain loop, as if it were an engine: one thread, no checkpoints. */
public final class PlainEngine implements Engine {
    private static final int STEP = 1 << 14;

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public String version() {
        return "a loop on one thread";
    }

    @Override
    public Set<String> workloads() {
        return Set.of("W1", "W2", "W3");
    }

    @Override
    public RunningJob start(Run run, Path directory) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        loop(run);
                        end.complete(null);
                    } catch (RuntimeException | Error failed) {
                        end.completeExceptionally(failed);
                    }
                },
                "plain");
        thread.setDaemon(true);
        thread.start();
        return new RunningJob() {
            @Override
            public CompletionStage<?> end() {
                return end;
            }

            @Override
            public List<Checkpoint> checkpoints() {
                return List.of();
            }

            @Override
            public void close() {}
        };
    }

    private static void loop(Run run) {
        RunSettings settings = run.settings();
        PlainLoop plain = run.workload().plain(settings, run.outputs().lane(0));
        long[] counts = new long[settings.parallelism()];
        while (!run.stopped() && counts[0] < settings.recordsPerPart()) {
            Arrays.setAll(counts, part -> Math.min(settings.recordsPerPart(), counts[part] + STEP));
            plain.advance(counts);
            for (int part = 0; part < counts.length; part++) {
                run.made(part, counts[part]);
            }
        }
        plain.close();
        for (int part = 0; part < counts.length; part++) {
            run.ended(part, counts[part]);
        }
    }
}
