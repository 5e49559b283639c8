package io.penstock.examples.crash;

import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.JobStatus;
import io.penstock.node.view.JobWatcher;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a worker tells its parent, one line per change on standard output:
 *
 * <pre>
 * {@value #PREFIX}phase RUNNING 2          phase and generation
 * {@value #PREFIX}checkpoint 12 0.3820     the last completed one, and how much of the source is read (or -1)
 * {@value #PREFIX}end-of-input             all of it is read
 * </pre>
 */
public final class WorkerReport implements JobWatcher {
    static final String PREFIX = "@worker ";
    static final String PHASE = "phase";
    static final String CHECKPOINT = "checkpoint";
    static final String END_OF_INPUT = "end-of-input";

    private static final long POLL_MILLIS = 5;
    /** 128 + SIGKILL, as if the parent had done it. */
    private static final int ORPHANED = 137;

    private final PrintWriter out;

    public WorkerReport(PrintWriter out) {
        this.out = out;
    }

    /** The parent holds the other end of standard input: when it closes, nobody is left to work for. */
    public static void endWithParent() {
        Thread thread = new Thread(
                () -> {
                    try {
                        // The parent says nothing: this returns when it is gone.
                        System.in.transferTo(OutputStream.nullOutputStream());
                        Runtime.getRuntime().halt(ORPHANED);
                    } catch (IOException e) {
                        Runtime.getRuntime().halt(ORPHANED);
                    }
                },
                "penstock-worker-parent");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public JobEnd watch(JobHandle job) throws InterruptedException {
        CompletableFuture<JobEnd> end = job.end().toCompletableFuture();
        String phase = "";
        long checkpoint = -1;
        boolean endOfInput = false;
        while (true) {
            Optional<JobEnd> ended = poll(end);
            JobStatus status = job.status();
            String now = status.phase() + " " + status.generation();
            if (!now.equals(phase)) {
                phase = now;
                report(PHASE + " " + phase);
            }
            long completed =
                    status.lastCheckpoint().map(JobStatus.CheckpointStatus::id).orElse(-1L);
            if (completed != checkpoint) {
                checkpoint = completed;
                report(String.format(
                        Locale.ROOT,
                        "%s %d %.4f",
                        CHECKPOINT,
                        checkpoint,
                        status.sourceProgress().orElse(-1.0)));
            }
            if (!endOfInput && status.sourceProgress().orElse(0.0) >= 1) {
                endOfInput = true;
                report(END_OF_INPUT);
            }
            if (ended.isPresent()) {
                return ended.get();
            }
        }
    }

    @Override
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void restore() {
        // Nothing was changed: lines only.
        out.flush();
    }

    private static Optional<JobEnd> poll(CompletableFuture<JobEnd> end) throws InterruptedException {
        try {
            return Optional.of(end.get(POLL_MILLIS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException stillRunning) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a job must complete with a JobEnd, but failed", e);
        }
    }

    private void report(String what) {
        out.println(PREFIX + what);
        out.flush();
    }
}
