package io.penstock.simulation;

import io.penstock.engine.clock.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.apache.pekko.dispatch.Mailbox;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a simulated actor system, and its time. What wants to run waits in a list; {@link #step} takes one
 * of it by chance and runs it. Time moves a little with each step, jumps to the next timer when nothing else is left,
 * and now and then before: a timer that fires while work is waiting is what a loaded machine does all the time.
 */
final class SimulatedThread implements Clock {
    private static final ThreadLocal<SimulatedThread> CURRENT = ThreadLocal.withInitial(SimulatedThread::new);
    private static final long EPOCH_NANOS = 1_000_000_000_000_000L;
    /** Timers further away than this do not fire early: they guard against what never answers. */
    private static final long EARLY_REACH_NANOS = 50_000_000L;

    private static final int SLOW_ACTOR_SKIPS = 8;

    private final List<Ready> ready = new ArrayList<>();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.<Due>comparingLong(d -> d.atNanos).thenComparingLong(d -> d.order));
    private final Trace trace = new Trace();
    private Interceptor interceptor = Interceptor.NONE;
    private Pace pace = Pace.STEADY;
    private SplittableRandom random = new SplittableRandom(0);
    private long nowNanos = EPOCH_NANOS;
    private long order;
    private long ids;
    private long calls;
    private long steps;
    private boolean passingOn;
    private @Nullable Address running;

    /**
     * How fast things go, by seed.
     *
     * @param stepNanos a step takes up to so long
     * @param earlyTimers out of 1000 steps, so many fire the next timer although work is waiting
     * @param slowActors out of 1000 actors, so many are slow
     * @param slowSeed decides which ones
     */
    record Pace(int stepNanos, int earlyTimers, int slowActors, long slowSeed) {
        static final Pace STEADY = new Pace(1_000, 0, 0, 0);

        boolean isSlow(Address actor) {
            return slowActors > 0 && Long.remainderUnsigned(mix(actor.hash() ^ slowSeed), 1000) < slowActors;
        }
    }

    /**
     * Something that can run now.
     *
     * @param address of the actor whose mailbox it is, or null if it is a call
     * @param key tells it from others, the same in every process
     */
    private record Ready(Runnable task, @Nullable Address address, long key) {}

    /** Something that runs at a time. */
    static final class Due {
        private final long atNanos;
        private final long order;
        private final Runnable task;
        private boolean cancelled;
        private boolean fired;

        private Due(long atNanos, long order, Runnable task) {
            this.atNanos = atNanos;
            this.order = order;
            this.task = task;
        }

        boolean cancel() {
            boolean was = !cancelled && !fired;
            cancelled = true;
            return was;
        }

        boolean isCancelled() {
            return cancelled;
        }
    }

    private SimulatedThread() {}

    /** The simulated thread that stands for this thread. */
    static SimulatedThread current() {
        return CURRENT.get();
    }

    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Begins a run: time, order and the trace are as they were at the first run. Nothing may be left of the one before. */
    void begin(long seed, Pace newPace, Interceptor newInterceptor, boolean keepLines) {
        if (!ready.isEmpty()) {
            throw new IllegalStateException("the run before has left " + ready.size() + " tasks");
        }
        due.clear();
        random = new SplittableRandom(seed);
        pace = newPace;
        interceptor = newInterceptor;
        nowNanos = EPOCH_NANOS;
        order = 0;
        ids = mix(seed);
        calls = 0;
        steps = 0;
        trace.begin(keepLines);
    }

    Trace trace() {
        return trace;
    }

    long steps() {
        return steps;
    }

    boolean isIdle() {
        return ready.isEmpty() && due.isEmpty();
    }

    /** Puts something behind the others that can run. */
    void execute(Runnable task) {
        Address address = task instanceof Mailbox mailbox ? addressOf(mailbox) : null;
        ready.add(new Ready(task, address, address == null ? ++calls : address.hash()));
    }

    /** A call that may block: takes as long as the world outside needs. */
    void executeBlocking(Runnable task) {
        long nanos = interceptor.blockingNanos();
        if (nanos == 0) {
            execute(task);
        } else {
            after(nanos, task);
        }
    }

    Due after(long nanos, Runnable task) {
        Due next = new Due(nowNanos + Math.max(0, nanos), order++, task);
        due.add(next);
        return next;
    }

    /** One thing that happens. False if nothing can ever happen again. */
    boolean step() {
        steps++;
        nowNanos += random.nextInt(pace.stepNanos) + 1L;
        dropCancelled();
        Due next = due.peek();
        if (next != null && isTimeFor(next)) {
            due.remove();
            nowNanos = Math.max(nowNanos, next.atNanos);
            next.fired = true;
            trace.add(nowNanos, "timer", 0x7131);
            next.task.run();
            return true;
        }
        if (ready.isEmpty()) {
            return false;
        }
        run(ready.remove(pick()));
        return true;
    }

    private void dropCancelled() {
        while (!due.isEmpty() && due.element().cancelled) {
            due.remove();
        }
    }

    private boolean isTimeFor(Due next) {
        if (ready.isEmpty()) {
            return true;
        }
        if (next.atNanos <= nowNanos) {
            return random.nextBoolean();
        }
        return next.atNanos - nowNanos < EARLY_REACH_NANOS && random.nextInt(1000) < pace.earlyTimers;
    }

    /**
     * Draws what runs next. In which order mailboxes came to be ready does not count, as it is not always the same: an
     * actor that stops tells those it watches in the order of hashes that differ from process to process.
     */
    private int pick() {
        int picked = draw();
        for (int i = 0; i < SLOW_ACTOR_SKIPS && ready.size() > 1 && isSlow(ready.get(picked)); i++) {
            picked = draw();
        }
        return picked;
    }

    private int draw() {
        long salt = random.nextLong();
        int drawn = 0;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ready.size(); i++) {
            long lot = mix(ready.get(i).key ^ salt);
            if (lot < least) {
                least = lot;
                drawn = i;
            }
        }
        return drawn;
    }

    private boolean isSlow(Ready next) {
        return next.address != null && pace.isSlow(next.address);
    }

    private static @Nullable Address addressOf(Mailbox mailbox) {
        return mailbox.messageQueue() instanceof SimulatedMailbox.Queue queue ? queue.address() : null;
    }

    private void run(Ready next) {
        running = next.address;
        if (running == null) {
            trace.add(nowNanos, "call", 0xca11);
        }
        try {
            next.task.run();
        } finally {
            running = null;
        }
    }

    /** Runs what is left, in order and unseen, and forgets the timers: the process is gone. */
    void drain(String root, long limit) {
        Interceptor before = interceptor;
        interceptor = Interceptor.NONE;
        trace.pause(true);
        due.clear();
        long left = limit;
        while (!ready.isEmpty()) {
            if (left-- == 0) {
                throw new IllegalStateException(
                        "actors below " + root + " do not stop: " + ready.size() + " tasks after " + limit + " steps");
            }
            ready.remove(0).task.run();
        }
        due.clear();
        trace.pause(false);
        interceptor = before;
    }

    /** A message on its way into a mailbox: what is put in, or null. */
    @Nullable
    Object sent(Address to, Object message) {
        return passingOn ? message : interceptor.onSend(running, to, message);
    }

    /** A message on its way out of a mailbox: what the actor gets. */
    Object handled(Address by, Object message) {
        Object handed = interceptor.onHandle(by, message);
        trace.add(nowNanos, by, handed);
        return handed;
    }

    /** Sends without asking the interceptor again. */
    void passOn(Address to, Object message) {
        boolean before = passingOn;
        passingOn = true;
        try {
            to.ref().tell(message, org.apache.pekko.actor.ActorRef.noSender());
        } finally {
            passingOn = before;
        }
    }

    @Override
    public long currentMillis() {
        return nowNanos / 1_000_000;
    }

    @Override
    public long nanos() {
        return nowNanos;
    }

    @Override
    public String freshId() {
        // Of no other run: a start from a savepoint knows by ids what is of another journal.
        return String.format("%016x", ++ids);
    }
}
