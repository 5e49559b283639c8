package io.penstock.node.view;

import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Shows a job from now to its end. */
public final class JobView implements JobWatcher {
    private static final Duration REDRAW_EVERY = Duration.ofMillis(200);
    private static final Duration LINE_EVERY = Duration.ofSeconds(1);

    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    private static final String TO_LINE_END = "\u001b[K";
    private static final String TO_SCREEN_END = "\u001b[J";

    private final PrintWriter out;
    private final Terminal terminal;
    private int drawn;
    /** Said while a picture is shown: stands below it, so that drawing in place is not disturbed. */
    private volatile String note = "";

    public JobView(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public JobEnd watch(JobHandle job) throws InterruptedException {
        return terminal.interactive() ? watchLive(job) : watchPlain(job, LINE_EVERY);
    }

    @Override
    public void say(String line) {
        if (terminal.interactive()) {
            note = line;
        } else {
            out.println(line);
            out.flush();
        }
    }

    @Override
    public void restore() {
        if (terminal.interactive()) {
            showCursor();
        }
    }

    private JobEnd watchLive(JobHandle job) throws InterruptedException {
        // However the process ends, the user gets the cursor back.
        Thread restore = new Thread(this::showCursor, "penstock-show-cursor");
        Runtime.getRuntime().addShutdownHook(restore);
        out.print(HIDE_CURSOR);
        try {
            return poll(job, REDRAW_EVERY, history -> draw(history, terminal.look()));
        } finally {
            showCursor();
            removeHook(restore);
        }
    }

    JobEnd watchPlain(JobHandle job, Duration every) throws InterruptedException {
        return poll(job, every, history -> {
            out.println(PlainLine.render(history));
            out.flush();
        });
    }

    private static JobEnd poll(JobHandle job, Duration every, Consumer<History> show) throws InterruptedException {
        CompletableFuture<JobEnd> end = job.end().toCompletableFuture();
        History history = new History(job.name(), sample(job));
        show.accept(history);
        while (true) {
            try {
                JobEnd ended = end.get(every.toMillis(), TimeUnit.MILLISECONDS);
                history.add(sample(job));
                show.accept(history);
                return ended;
            } catch (TimeoutException stillRunning) {
                history.add(sample(job));
                show.accept(history);
            } catch (ExecutionException e) {
                throw new IllegalStateException(
                        "the end of job '" + job.name() + "' must complete with a JobEnd, but failed", e);
            }
        }
    }

    private static Sample sample(JobHandle job) {
        return new Sample(System.nanoTime(), Instant.now(), job.status());
    }

    /** Draws over what was drawn before. The cursor rests in the line below the picture. */
    private void draw(History history, Look look) {
        List<String> lines = new ArrayList<>(LiveScreen.render(history, look));
        if (!note.isEmpty() && lines.size() < look.rows() - 1) {
            lines.add(new StyledLine(look).add(StyledLine.Style.CYAN, note).toString());
        }
        StringBuilder picture = new StringBuilder();
        if (drawn > 0) {
            picture.append("\u001b[").append(drawn).append('A');
        }
        picture.append('\r');
        for (String line : lines) {
            picture.append(line).append(TO_LINE_END).append('\n');
        }
        picture.append(TO_SCREEN_END);
        out.print(picture);
        out.flush();
        drawn = lines.size();
    }

    private void showCursor() {
        out.print(SHOW_CURSOR);
        out.flush();
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook runs or has run: showing the cursor twice does no harm.
            return;
        }
    }
}
