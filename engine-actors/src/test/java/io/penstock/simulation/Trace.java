package io.penstock.simulation;

import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import java.util.ArrayDeque;
import java.util.List;
import java.util.regex.Pattern;

/** What happened in a run, as a hash of 64 bits, and, if asked for, as the last lines of it. */
final class Trace {
    private static final int LINES = Integer.getInteger("penstock.simulation.lines", 200);
    private static final int LONGEST_LINE = 300;
    /** What differs from process to process in the texts of messages. */
    private static final Pattern UNSTABLE = Pattern.compile(
            "#-?\\d+|@[0-9a-f]{4,}|simulated-\\d+|0x[0-9a-f]+|Lambda\\$\\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private long hash;
    private long count;
    private boolean keepLines;
    private boolean paused;

    void begin(boolean keep) {
        lines.clear();
        hash = 0;
        count = 0;
        keepLines = keep;
        paused = false;
    }

    void pause(boolean pause) {
        paused = pause;
    }

    /** The same for the same run, in any process. */
    long hash() {
        return hash;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    void add(long nanos, String what, long detail) {
        if (paused) {
            return;
        }
        mix(nanos, detail);
        if (keepLines) {
            line(nanos, what);
        }
    }

    void add(long nanos, Address actor, Object message) {
        if (paused) {
            return;
        }
        mix(nanos, actor.hash() ^ hashOf(message));
        if (keepLines) {
            line(nanos, actor.name() + " <- " + textOf(message));
        }
    }

    /** Something a reader of the trace wants to see, which follows from the rest. */
    void note(long nanos, String what) {
        if (keepLines && !paused) {
            line(nanos, "** " + what);
        }
    }

    private void mix(long nanos, long detail) {
        count++;
        hash = SimulatedThread.mix(hash * 31 + nanos) ^ detail;
    }

    private void line(long nanos, String what) {
        if (lines.size() == LINES) {
            lines.removeFirst();
        }
        String text = UNSTABLE.matcher(what).replaceAll("");
        String cut = text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "..." : text;
        lines.addLast(String.format("%7d %12.3f ms  %s", count, nanos / 1e6 - 1e9, cut));
    }

    private static long hashOf(Object message) {
        if (message instanceof TaskProtocol.Deliver deliver) {
            Element element = deliver.delivery().element();
            long detail = element instanceof Batch batch
                    ? batch.size()
                    : element.getClass().getSimpleName().hashCode();
            return (deliver.delivery().sequence() << 20) + (deliver.delivery().channel() << 12) + detail;
        }
        return message.getClass().getSimpleName().hashCode();
    }

    private static String textOf(Object message) {
        if (message instanceof TaskProtocol.Deliver deliver
                && deliver.delivery().element() instanceof Batch batch) {
            return "Deliver[channel=" + deliver.delivery().channel() + ", sequence="
                    + deliver.delivery().sequence() + ", batch of " + batch.size() + "]";
        }
        return String.valueOf(message);
    }
}
