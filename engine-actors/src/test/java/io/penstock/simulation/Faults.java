package io.penstock.simulation;

import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.element.Batch;
import io.penstock.engine.fakes.JournalScript.Outcome;
import io.penstock.engine.gate.Delivery;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.pekko.actor.typed.internal.AdaptMessage;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong in a run, by seed. Each seed draws rates of its own for each kind of fault, leaves some kinds out, and
 * has a budget: when it is used up nothing goes wrong any more, so that every run can come to its end.
 */
final class Faults implements Interceptor, Outside {
    private static final int MOST_FAULTS = 8;
    private static final int REMEMBERED = 64;
    private static final long MILLI = 1_000_000;

    private final SplittableRandom random;
    private final SimulatedThread thread;
    private final PlantedBug bug;
    private final Map<Fault, Integer> rates = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> happened = new EnumMap<>(Fault.class);
    /** When the last message that was held up arrives, by sender and receiver. */
    private final Map<Lane, Long> heldUntil = new HashMap<>();
    /** Where a task or the coordinator was seen last. */
    private final Map<String, Address> places = new HashMap<>();

    private final List<Sent> remembered = new ArrayList<>();
    /** How slow channels, calls and writes are, at most, in nanoseconds; 0 = not. */
    private final long slowLink;

    private final long slowCall;
    private final long slowJournal;
    private int left;
    private boolean killed;
    private boolean stopDue;
    private long generation;

    private record Lane(Address from, Address to) {}

    /** A message between actors, kept to be sent again once one of them has been replaced. */
    private record Sent(Address from, Address to, Object message) {}

    /** What can go wrong, and how likely at most, per ten thousand occasions. */
    enum Fault {
        /** A task fails in the place of handling a message. */
        TASK_FAILS(30),
        COORDINATOR_FAILS(200),
        REGION_FAILS(200),
        /** The process is gone between two messages. */
        PROCESS_DIES(4),
        /** The process is gone when a write has reached the journal, and has or has not been stored. */
        PROCESS_DIES_AT_WRITE(300),
        /** Somebody stops the job, and runs it again. */
        STOPPED(3),
        WRITE_FAILS(200),
        WRITE_REJECTED(200),
        /** Stored, but the writer hears that it failed. */
        WRITE_UNACKNOWLEDGED(200),
        JOURNAL_UNREADABLE(300),
        READ_FAILS(100),
        FUNCTION_FAILS(100),
        SINK_WRITE_FAILS(200),
        PREPARE_FAILS(800),
        /** Staged, but the sink task hears that it failed. */
        PREPARE_UNKNOWN(800),
        COMMIT_FAILS(2000),
        /** Visible, but the sink task hears that it failed. */
        COMMIT_UNKNOWN(2000),
        /** A call to the outside takes longer than a checkpoint may. */
        CALL_HANGS(200),
        /** An element is lost on a channel. */
        ELEMENT_LOST(60),
        ELEMENT_REPEATED(60),
        /** A generation that is over was not quite: it sends once more. */
        STALE_MESSAGE(200);

        private final int most;

        Fault(int most) {
            this.most = most;
        }
    }

    /** A command that the coordinator does not know, so that it fails: it swallows what fails outside of its handlers. */
    private record Unknown() implements CoordinatorProtocol.Internal {}

    /** What a test made happen. */
    static final class Injected extends RuntimeException {
        private static final long serialVersionUID = 1;

        Injected(Fault fault) {
            super("injected: " + fault, null, false, false);
        }
    }

    private Faults(SplittableRandom random, SimulatedThread thread, int limit, PlantedBug bug) {
        this.bug = bug;
        this.random = random;
        this.thread = thread;
        for (Fault fault : Fault.values()) {
            if (random.nextInt(5) < 2) {
                rates.put(fault, 1 + random.nextInt(fault.most));
            }
        }
        this.left = Math.min(limit, random.nextInt(MOST_FAULTS + 1));
        this.slowLink = random.nextBoolean() ? 0 : random.nextLong(MILLI * 4);
        this.slowCall = random.nextBoolean() ? 0 : random.nextLong(MILLI * 10);
        this.slowJournal = random.nextBoolean() ? 0 : random.nextLong(MILLI * 10);
    }

    /**
     * Draws the faults of a seed.
     *
     * @param limit at most so many
     */
    static Faults draw(long seed, SimulatedThread thread, int limit, PlantedBug bug) {
        return new Faults(new SplittableRandom(SimulatedThread.mix(seed ^ 0xfa17)), thread, limit, bug);
    }

    /** How fast the machine is, by the same seed. */
    static SimulatedThread.Pace pace(long seed) {
        SplittableRandom random = new SplittableRandom(SimulatedThread.mix(seed ^ 0x9ace));
        return new SimulatedThread.Pace(
                1 + random.nextInt(100_000),
                random.nextBoolean() ? 0 : random.nextInt(40),
                random.nextBoolean() ? 0 : random.nextInt(400),
                random.nextLong());
    }

    /** A decision that is no fault. */
    boolean chance(int perMille) {
        return random.nextInt(1000) < perMille;
    }

    boolean hits(Fault fault) {
        Integer rate = rates.get(fault);
        if (rate == null || left == 0 || random.nextInt(10_000) >= rate) {
            return false;
        }
        left--;
        happened.merge(fault, 1, Integer::sum);
        thread.trace().note(thread.nanos(), "fault " + fault);
        return true;
    }

    private void failIf(Fault fault) {
        if (hits(fault)) {
            throw new Injected(fault);
        }
    }

    Map<Fault, Integer> happened() {
        return happened;
    }

    /** True once if the process is to die now. */
    boolean takeKill() {
        boolean now = killed || hits(Fault.PROCESS_DIES);
        killed = false;
        return now;
    }

    /** True once if somebody stops the job now. */
    boolean takeStop() {
        boolean now = stopDue || hits(Fault.STOPPED);
        stopDue = false;
        return now;
    }

    /** A new process begins: what the old one held up is gone, what it sent may come back as stale. */
    void newProcess() {
        heldUntil.clear();
        places.clear();
        killed = false;
    }

    void generation(long next) {
        generation = next;
    }

    @Override
    public @Nullable Object onSend(@Nullable Address from, Address to, Object message) {
        if (to.kind() == Address.Kind.TASK) {
            places.put(to.task(), to);
        } else if (to.kind() == Address.Kind.COORDINATOR && message instanceof CoordinatorProtocol.Command) {
            places.put("coordinator", to);
        }
        if (from == null || from.equals(to) || !isNotification(message)) {
            return message;
        }
        if (rates.containsKey(Fault.STALE_MESSAGE)) {
            remember(from, to, message);
        }
        if (message instanceof TaskProtocol.Deliver) {
            if (hits(Fault.ELEMENT_LOST)) {
                return null;
            }
            if (hits(Fault.ELEMENT_REPEATED)) {
                later(from, to, message);
            }
        }
        if (slowLink == 0) {
            return message;
        }
        later(from, to, message);
        return null;
    }

    /** What may be late: it crosses nodes once tasks are spread, and its receivers say that they stand it. */
    private static boolean isNotification(Object message) {
        return message instanceof TaskProtocol.Deliver
                || message instanceof TaskProtocol.Credit
                || message instanceof TaskProtocol.Commit
                || message instanceof TaskProtocol.Abort
                || message instanceof TaskProtocol.Trim
                || message instanceof TaskProtocol.Trigger
                || message instanceof TaskProtocol.Drain
                || message instanceof TaskProtocol.Empty
                || message instanceof TaskProtocol.Unalign
                || message instanceof CoordinatorProtocol.SnapshotStored
                || message instanceof CoordinatorProtocol.Committed
                || message instanceof CoordinatorProtocol.Emptied
                || message instanceof CoordinatorProtocol.TaskEnded;
    }

    /** Messages of one actor to another keep their order. */
    private void later(Address from, Address to, Object message) {
        Lane lane = new Lane(from, to);
        long now = thread.nanos();
        long at = Math.max(heldUntil.getOrDefault(lane, 0L), now + (slowLink == 0 ? 0 : random.nextLong(slowLink)));
        heldUntil.put(lane, at);
        thread.after(at - now, () -> thread.passOn(to, message));
    }

    private void remember(Address from, Address to, Object message) {
        if (!hasGeneration(message) || random.nextInt(4) != 0) {
            return;
        }
        Sent sent = new Sent(from, to, copy(message));
        if (remembered.size() < REMEMBERED) {
            remembered.add(sent);
        } else {
            remembered.set(random.nextInt(REMEMBERED), sent);
        }
    }

    private static Object copy(Object message) {
        if (message instanceof TaskProtocol.Deliver deliver
                && deliver.delivery().element() instanceof Batch batch) {
            Delivery delivery = deliver.delivery();
            return new TaskProtocol.Deliver(
                    new Delivery(delivery.channel(), delivery.generation(), delivery.sequence(), Batches.copy(batch)));
        }
        return message;
    }

    private static boolean hasGeneration(Object message) {
        return message instanceof TaskProtocol.Deliver
                || message instanceof TaskProtocol.Credit
                || message instanceof CoordinatorProtocol.SnapshotStored
                || message instanceof CoordinatorProtocol.Committed
                || message instanceof CoordinatorProtocol.Emptied
                || message instanceof CoordinatorProtocol.TaskEnded;
    }

    private @Nullable Address placeOf(Address actor) {
        return places.get(actor.kind() == Address.Kind.TASK ? actor.task() : "coordinator");
    }

    private boolean isReplaced(Address actor) {
        Address now = placeOf(actor);
        return now != null && !now.ref().equals(actor.ref());
    }

    @Override
    public Object onHandle(Address by, Object message) {
        switch (by.kind()) {
            case TASK -> {
                sendStale();
                return hits(Fault.TASK_FAILS) ? failure(message, Fault.TASK_FAILS) : message;
            }
            case COORDINATOR -> {
                return message instanceof CoordinatorProtocol.Command && hits(Fault.COORDINATOR_FAILS)
                        ? new Unknown()
                        : message;
            }
            case REGION -> {
                return hits(Fault.REGION_FAILS) ? failure(message, Fault.REGION_FAILS) : message;
            }
            default -> {
                return message;
            }
        }
    }

    /** A message in whose place a typed actor fails, whatever it is. */
    private static Object failure(Object message, Fault fault) {
        return new AdaptMessage<>(message, ignored -> {
            throw new Injected(fault);
        });
    }

    private void sendStale() {
        if (remembered.isEmpty() || !rates.containsKey(Fault.STALE_MESSAGE)) {
            return;
        }
        Sent sent = remembered.get(random.nextInt(remembered.size()));
        Address to = placeOf(sent.to);
        if (to != null && (isReplaced(sent.from) || isReplaced(sent.to)) && hits(Fault.STALE_MESSAGE)) {
            remembered.remove(sent);
            Object message = bug.stale(sent.message, generation);
            thread.after(0, () -> thread.passOn(to, message));
        }
    }

    @Override
    public long blockingNanos() {
        if (hits(Fault.CALL_HANGS)) {
            return random.nextLong(MILLI * 100, MILLI * 2_000);
        }
        return slowCall == 0 ? 0 : random.nextLong(slowCall);
    }

    /** How long a write to the journal takes. */
    long journalNanos() {
        return slowJournal == 0 ? 0 : random.nextLong(slowJournal);
    }

    /** What becomes of a write; null if the process dies of it. */
    @Nullable
    Outcome outcome() {
        if (hits(Fault.PROCESS_DIES_AT_WRITE)) {
            killed = true;
            return null;
        }
        if (hits(Fault.WRITE_FAILS)) {
            return Outcome.FAILED;
        }
        if (hits(Fault.WRITE_REJECTED)) {
            return Outcome.REJECTED;
        }
        return hits(Fault.WRITE_UNACKNOWLEDGED) ? Outcome.STORED_BUT_FAILED : Outcome.STORED;
    }

    @Override
    public int beforeRead(int room) {
        failIf(Fault.READ_FAILS);
        return random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(Math.min(room, 6));
    }

    @Override
    public EventSource.Split position(EventSource.Split split) {
        return bug.position(split);
    }

    @Override
    public void onFunction() {
        failIf(Fault.FUNCTION_FAILS);
    }

    @Override
    public void beforeWrite() {
        failIf(Fault.SINK_WRITE_FAILS);
    }

    @Override
    public void beforePrepare() {
        failIf(Fault.PREPARE_FAILS);
    }

    @Override
    public void afterPrepare() {
        failIf(Fault.PREPARE_UNKNOWN);
    }

    @Override
    public void beforeCommit() {
        failIf(Fault.COMMIT_FAILS);
    }

    @Override
    public void afterCommit() {
        failIf(Fault.COMMIT_UNKNOWN);
    }
}
