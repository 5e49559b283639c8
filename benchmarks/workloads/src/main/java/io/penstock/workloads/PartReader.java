package io.penstock.workloads;

import org.jspecify.annotations.Nullable;

/**
 * Reads one part of a workload's input: the core of every engine's source. Used by one thread at a time.
 *
 * <pre>{@code
 * int ready = reader.ready(limit);            // AT_END: the part is at its end; 0: nothing now
 * for (int i = 0; i < ready; i++) {
 *     out.add(reader.next());
 * }
 * reader.publish();
 * }</pre>
 */
public final class PartReader {
    /** Nothing comes any more. */
    public static final int AT_END = -1;

    private static final int NOT_CLOSING = -1;

    private final Run run;
    private final Generator generator;
    private final @Nullable Ticks ticks;
    private final int part;
    private final long limit;
    private final long fill;
    private final int perTick;
    private long next;
    private int closed;

    /**
     * Where reading goes on.
     *
     * @param part which part
     * @param next the number of the next record
     * @param closed how many closing records it has had, or -1 if it is not at its end yet
     */
    public record Position(int part, long next, int closed) {
        public static Position first(int part) {
            return new Position(part, 0, NOT_CLOSING);
        }
    }

    PartReader(Run run, Position from) {
        this.run = run;
        part = from.part();
        next = from.next();
        closed = from.closed();
        RunSettings settings = run.settings();
        generator = run.workload().part(settings, part);
        ticks = run.ticks();
        limit = settings.recordsPerPart();
        fill = run.workload().fill(settings, part);
        perTick = settings.perTick();
    }

    public Position position() {
        return new Position(part, next, closed);
    }

    /**
     * How many records may be taken now.
     *
     * @return 0 if none is due, or {@link #AT_END}
     */
    public int ready(int most) {
        if (closed == NOT_CLOSING) {
            if (!run.stopped() && next < limit) {
                return (int) Math.min(most, Math.min(limit, due()) - next);
            }
            run.ended(part, next);
            closed = 0;
        }
        int left = generator.closings() - closed;
        return left == 0 ? AT_END : Math.min(most, left);
    }

    /** The number of the first record that is not due yet. */
    private long due() {
        return ticks == null ? Long.MAX_VALUE : fill + ticks.due() * perTick;
    }

    /** The next record; call as often as {@link #ready} has said. */
    public Event next() {
        return closed == NOT_CLOSING ? generator.event(next++) : generator.closing(closed++);
    }

    /** Makes known what was taken. */
    public void publish() {
        run.made(part, next);
    }

    /** Something to call, on another thread, whenever there may be more after {@link #ready} gave 0. */
    public void onReady(Runnable wakeUp) {
        if (ticks != null) {
            ticks.onTick(wakeUp);
        }
    }
}
