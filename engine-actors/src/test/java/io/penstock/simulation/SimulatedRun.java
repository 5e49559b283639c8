package io.penstock.simulation;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.api.JobEnd;
import io.penstock.api.JobStatus;
import io.penstock.api.RunOptions;
import io.penstock.engine.checkpoint.CheckpointEvent;
import io.penstock.engine.checkpoint.CompletedCheckpoint;
import io.penstock.engine.checkpoint.LogEntry;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.savepoint.SavepointContents;
import io.penstock.engine.savepoint.SavepointFolder;
import io.penstock.engine.savepoint.SavepointManifest;
import io.penstock.engine.task.SnapshotContents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One seed from beginning to end: a job of the seed's shape runs through the seed's faults, in one process after the
 * other, until it is finished. Ends at the first thing that is wrong.
 */
final class SimulatedRun {
    private static final String JOB = "simulated";
    private static final int KEY_GROUPS = 16;
    private static final Pattern INGRESS = Pattern.compile("penstock\\|simulated\\|(.+)\\|ingress\\|(\\d+)");
    private static final long MOST_STEPS = 150_000;
    private static final int MOST_PROCESSES = 100;
    private static final Config REFERENCE = ConfigFactory.load().withOnlyPath("penstock");

    private final SimulatedSystem system;
    private final long seed;
    private final Options options;
    private final SimulatedThread thread = SimulatedThread.current();
    private final List<String> violations = new ArrayList<>();
    private final List<Kept> kept = new ArrayList<>();
    private final SplittableRandom keeping;
    private final Shape shape;
    private final PlantedBug bug;
    private final int credit;
    private int processes;
    private int checkpoints;
    private int unaligned;
    private int savepoints;
    private int emptied;
    private int drains;

    /** A checkpoint at the moment it was complete, with all that a process would find that goes on from it. */
    private record Kept(CompletedCheckpoint checkpoint, JournalStorage journal, Target target, GivenOnce given) {}

    private SimulatedRun(SimulatedSystem system, long seed, Options options) {
        this.system = system;
        this.seed = seed;
        this.options = options;
        this.shape = Shape.draw(seed, options.records());
        this.bug = options.bug().get();
        this.keeping = new SplittableRandom(SimulatedThread.mix(seed ^ 0x6ee9));
        this.credit = 1 + keeping.nextInt(3);
    }

    /** Runs a seed. The system is as before afterwards. */
    static Outcome run(SimulatedSystem system, long seed, Options options) {
        return new SimulatedRun(system, seed, options).run();
    }

    private Outcome run() {
        Target target = new Target(this::violated);
        GivenOnce given = new GivenOnce(this::violated);
        try (SavepointRequests requests = new SavepointRequests(seed, target, given, shape.hasOnce(), this::violated)) {
            return run(target, given, requests);
        }
    }

    private Outcome run(Target target, GivenOnce given, SavepointRequests requests) {
        Faults faults = Faults.draw(seed, thread, options.faults(), bug);
        Attempts attempts =
                new Attempts(faults, bug, target, given, JournalStorage.empty(), requests, RunOptions.none());
        thread.begin(seed, Faults.pace(seed), attempts, options.lines());
        attempts.run();
        long hash = thread.trace().hash();
        List<String> lines = thread.trace().lines();
        long steps = thread.steps();
        long generations = attempts.history.generation();
        for (Kept checkpoint : kept) {
            if (violations.isEmpty()) {
                goOnFrom(checkpoint);
            }
        }
        for (SavepointRequests.Taken savepoint : requests.taken()) {
            if (violations.isEmpty()) {
                savepoints++;
                emptied += shape.hasOnce() ? 1 : 0;
                startFrom(savepoint);
            }
        }
        return new Outcome(
                seed,
                List.copyOf(violations),
                hash,
                lines,
                steps,
                shape.size(),
                processes,
                generations,
                checkpoints,
                unaligned,
                savepoints,
                emptied,
                drains,
                faults.happened(),
                shape.toString());
    }

    /** What the state in a checkpoint is worth: a process that goes on from it must come to the right end. */
    private void goOnFrom(Kept copy) {
        Faults none = Faults.draw(seed, thread, 0, bug);
        Attempts attempts = new Attempts(none, bug, copy.target, copy.given, copy.journal, null, RunOptions.none());
        attempts.history.goOnFrom(copy.checkpoint);
        thread.begin(seed ^ copy.checkpoint.id(), SimulatedThread.Pace.STEADY, attempts, false);
        int before = violations.size();
        attempts.run();
        violations
                .subList(before, violations.size())
                .replaceAll(line -> "going on from checkpoint " + copy.checkpoint.id() + ": " + line);
    }

    /**
     * What a savepoint is worth: it is a cut that is committed, and processes that start from it in an empty journal, through
     * faults of their own, must come to the right end.
     */
    private void startFrom(SavepointRequests.Taken savepoint) {
        Faults some = Faults.draw(seed ^ savepoint.checkpointId(), thread, options.faults(), bug);
        RunOptions from = RunOptions.none().fromSavepoint(savepoint.folder());
        Attempts attempts =
                new Attempts(some, bug, savepoint.target(), savepoint.given(), JournalStorage.empty(), null, from);
        int before = violations.size();
        attempts.oracle.checkSavepoint(SavepointContents.of(savepoint.folder())).forEach(this::violated);
        SavepointManifest manifest = SavepointFolder.open(savepoint.folder()).manifest();
        attempts.history.startBehind(manifest.lastStarted(), manifest.lastGeneration());
        thread.begin(
                SimulatedThread.mix(seed ^ savepoint.checkpointId()), SimulatedThread.Pace.STEADY, attempts, false);
        attempts.run();
        violations
                .subList(before, violations.size())
                .replaceAll(
                        line -> "starting from the savepoint of checkpoint " + savepoint.checkpointId() + ": " + line);
    }

    private void violated(String what) {
        violations.add(what);
    }

    /** Keeps checkpoints so that each is as likely as any other. */
    private void keep(CompletedCheckpoint checkpoint, Target target, GivenOnce given) {
        checkpoints++;
        unaligned += checkpoint.inFlightBytes() > 0 ? 1 : 0;
        int place = kept.size() < options.continued() ? kept.size() : keeping.nextInt(checkpoints);
        if (place >= options.continued()) {
            return;
        }
        Kept next =
                new Kept(checkpoint, system.journal().copy(), target.copy(this::violated), given.copy(this::violated));
        if (place == kept.size()) {
            kept.add(next);
        } else {
            kept.set(place, next);
        }
    }

    private Config settings(int process) {
        SplittableRandom random = new SplittableRandom(SimulatedThread.mix(seed + 7919L * process));
        return ConfigFactory.parseString("penstock {"
                        + "job { fuse-stateless = " + shape.isFused() + ", stop-timeout = 300ms }\n"
                        + "job.restart { max-restarts = 1000, min-backoff = 0ms, max-backoff = 20ms }\n"
                        + "sink { commit-attempts = 2, commit-backoff = 1ms, write-batches = "
                        + (1 + random.nextInt(4)) + " }\n"
                        + "source { idle-poll-interval = 1ms, fetch-batches = " + (1 + random.nextInt(3))
                        + ", open-splits = " + (1 + random.nextInt(3)) + " }\n"
                        + "task { batch-size = " + (1 + random.nextInt(8)) + ", credit = " + credit
                        + ", flush-patience = " + random.nextInt(3) + " }\n"
                        + "checkpoint { timeout = 200ms, alignment-timeout = " + alignmentTimeout(random)
                        + ", tolerated-aborts = 2, chunk-bytes = 1KiB, slice-entries = "
                        + (1 + random.nextInt(4)) + ", chunks-in-flight = " + (1 + random.nextInt(3))
                        + ", retained = " + (1 + random.nextInt(2)) + ", base-after-delta-ratio = 0.1"
                        + ", inline-bytes = " + inlineBytes(random) + " }\n"
                        + "}")
                .withFallback(REFERENCE);
    }

    /** Half of the processes wait for the records before barriers as long as it takes, or as good as not at all. */
    private static String alignmentTimeout(SplittableRandom random) {
        int drawn = random.nextInt(4);
        return drawn == 0 ? "off" : drawn == 1 ? "0ms" : random.nextInt(1, 40) + "ms";
    }

    /** No snapshot is inline, or some and now and then are, or as good as all. */
    private static String inlineBytes(SplittableRandom random) {
        int drawn = random.nextInt(3);
        return drawn == 0 ? "0" : drawn == 1 ? Integer.toString(random.nextInt(8_000)) : "1MiB";
    }

    /** The processes of a run, one after the other, and what watches them. */
    private final class Attempts implements Interceptor, SimulatedDisk.Watcher {
        private final Faults faults;
        private final PlantedBug planted;
        private final Target target;
        private final GivenOnce given;
        /** What the first run of a seed is asked; those that go on from somewhere are asked nothing. */
        private final @Nullable SavepointRequests requests;

        private final RunOptions runOptions;
        private final History history;
        private final SnapshotOracle oracle;
        private Invariants invariants;
        private int process;

        Attempts(
                Faults faults,
                PlantedBug planted,
                Target target,
                GivenOnce given,
                JournalStorage journal,
                @Nullable SavepointRequests requests,
                RunOptions runOptions) {
            this.faults = faults;
            this.planted = planted;
            this.target = target;
            this.given = given;
            this.requests = requests;
            this.runOptions = runOptions;
            this.history = new History(SimulatedRun.this::violated, target);
            this.oracle = new SnapshotOracle(shape, system.journal(), target, history, KEY_GROUPS, given);
            this.invariants = invariants();
            system.journal().reset(journal);
        }

        private Invariants invariants() {
            return new Invariants(SimulatedRun.this::violated, credit, KEY_GROUPS);
        }

        void run() {
            while (violations.isEmpty()) {
                if (++process > MOST_PROCESSES) {
                    violated("the job is not finished after " + MOST_PROCESSES + " processes");
                    return;
                }
                if (requests != null) {
                    processes++;
                }
                JobEnd end = runProcess();
                if (end instanceof JobEnd.Finished) {
                    atEnd();
                    return;
                }
                if (end instanceof JobEnd.Suspended suspended) {
                    violated("the job is suspended: " + suspended.cause());
                }
            }
        }

        /** Runs a process until its job ends or it dies; null if it died. */
        private @Nullable JobEnd runProcess() {
            faults.newProcess();
            invariants = invariants();
            SimulatedDisk disk = new SimulatedDisk(thread, faults, this);
            system.journal().script(disk);
            // Goes on from a checkpoint with other parallelism than the process that took it, more often than not.
            int drawn = requests != null ? process : process + 1000;
            SimulatedSystem.Life life = system.start(
                    shape.job(JOB, drawn, planted::sink, target, faults, given).graph(1), settings(drawn), runOptions);
            var end = life.progress().end().toCompletableFuture();
            boolean dies = false;
            while (violations.isEmpty() && !dies && !end.isDone()) {
                if (!thread.step()) {
                    violated("nothing can happen any more, and the job is "
                            + life.progress().status().phase());
                } else if (thread.steps() > MOST_STEPS) {
                    JobStatus status = life.progress().status();
                    violated("the job is " + status.phase() + " after " + MOST_STEPS + " steps"
                            + status.lastFailure()
                                    .map(line -> "; it failed last as " + line)
                                    .orElse(""));
                }
                dies = faults.takeKill();
                if (faults.takeStop()) {
                    life.stopJob();
                }
                if (requests != null) {
                    requests.perhapsAsk(life);
                }
            }
            JobEnd how = end.isDone() && !dies ? end.join() : null;
            disk.die();
            life.die();
            if (dies) {
                system.journal().loseUnforced();
                planted.onDeath(system.journal());
            }
            return violations.isEmpty() ? how : null;
        }

        private void atEnd() {
            Optional<Shape.Positions> drained = oracle.drainedAt();
            drains += drained.isPresent() ? 1 : 0;
            Shape.Positions end = drained.orElse(Shape.Positions.END);
            // What the journal has of what is given once must be there, wherever the job says that it ended.
            Shape.Positions all = event -> shape.isOnce(event) ? given.isKept(event) : end.include(event);
            shape.check(shape.reached(all), target::visible, Outputs.Extent.WHOLE)
                    .forEach(line -> violated("at the end: " + line));
        }

        @Override
        public @Nullable Object onReplayed(String persistenceId, Object event) {
            return planted.onReplayed(persistenceId, event, system.journal());
        }

        @Override
        public void onTwoWriters(String what) {
            violated(what);
        }

        @Override
        public void onStored(String persistenceId, long sequenceNr, Object event) {
            if (event instanceof LogEntry entry) {
                onLogged(persistenceId, sequenceNr, entry);
            }
            if (!(event instanceof CheckpointEvent of)) {
                return;
            }
            thread.trace().note(thread.nanos(), "stored " + of);
            CompletedCheckpoint completed = history.stored(of);
            faults.generation(history.generation());
            if (completed != null) {
                oracle.check(completed).forEach(SimulatedRun.this::violated);
                if (requests != null) {
                    keep(completed, target, given);
                }
            }
        }

        private void onLogged(String persistenceId, long sequenceNr, LogEntry entry) {
            Matcher lane = INGRESS.matcher(persistenceId);
            if (lane.matches()) {
                given.journaled(
                        new GivenOnce.Lane(lane.group(1), Integer.parseInt(lane.group(2))),
                        sequenceNr,
                        SnapshotContents.records(Event.CODEC, entry.bytes()));
            }
        }

        @Override
        public @Nullable Object onSend(@Nullable Address from, Address to, Object message) {
            Object sent = from == null ? message : planted.onSend(from, to, message, this::post);
            return sent == null ? null : observed(from, to, sent);
        }

        private void post(Address from, Address to, Object message) {
            Object sent = observed(from, to, message);
            if (sent != null) {
                thread.passOn(to, sent);
            }
        }

        /** What a bug has done to a message counts as done by the engine, so it is seen by the invariants. */
        private @Nullable Object observed(@Nullable Address from, Address to, Object message) {
            return faults.onSend(from, to, invariants.onSend(from, to, message));
        }

        @Override
        public Object onHandle(Address by, Object message) {
            return invariants.onHandle(by, faults.onHandle(by, message));
        }

        @Override
        public long blockingNanos() {
            return faults.blockingNanos();
        }
    }
}
