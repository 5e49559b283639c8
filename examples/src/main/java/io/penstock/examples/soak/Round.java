package io.penstock.examples.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A job, its input, its settings and how often it is killed: all of it follows from the seed, and nothing else.
 *
 * @param kills how often the process is killed, unless the job is at its end before
 * @param linesPerSecond pace at which each file is read, so that there is time for the kills
 * @param outOfOrdernessMillis how far the time of an event may be behind the greatest one before it in its file
 * @param settings configuration of the node
 */
record Round(
        long seed,
        Shape shape,
        int kills,
        int files,
        int linesPerFile,
        int keysPerFile,
        int linesPerSecond,
        long outOfOrdernessMillis,
        Duration checkpointInterval,
        Map<String, String> settings) {
    private static final int LEAST_KILLS = 3;
    private static final int MOST_KILLS = 6;
    private static final int MOST_TASKS = 3;
    private static final long FIRST_EVENT_MILLIS = 1_000_000_000_000L;
    private static final long STEP_MILLIS = 50;

    /** Now and then nothing happens for longer than any session lasts, so that there are many also of few keys. */
    private static final int LINES_TO_PAUSE = 400;

    private static final long PAUSE_MILLIS = 20_000;

    /** Reading that a process does before it is killed, counted in checkpoints: about the mean of a kill plan. */
    private static final int CHECKPOINTS_PER_LIFE = 4;

    private static final long LEAST_LIFE_MILLIS = 400;

    /** What is drawn beside the round itself, from streams of random numbers that do not depend on it. */
    private static final long EVENTS = 0x45;

    private static final long TASKS = 0x54;

    /**
     * Tasks per operator in one process.
     *
     * @param keyedTasks of those with keyed state
     */
    record Parallelism(int tasks, int keyedTasks) {}

    Round {
        settings = Map.copyOf(settings);
    }

    /** Seeds one after the other have one shape after the other. */
    static Round of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int kills = random.nextInt(LEAST_KILLS, MOST_KILLS + 1);
        Duration interval = Duration.ofMillis(pick(random, 50, 100, 200));
        int linesPerSecond = pick(random, 2_000, 5_000, 10_000);
        long readingMillis = (kills + 1) * Math.max(LEAST_LIFE_MILLIS, CHECKPOINTS_PER_LIFE * interval.toMillis());
        return new Round(
                seed,
                Shape.ALL.get((int) Math.floorMod(seed, (long) Shape.ALL.size())),
                kills,
                random.nextInt(2, 5),
                (int) (linesPerSecond * readingMillis / 1_000),
                pick(random, 3, 50, 1_000),
                linesPerSecond,
                random.nextInt(2) * random.nextLong(5_000),
                interval,
                settings(random, interval));
    }

    /** Small limits bring each of what they limit into play; large ones are what users have. */
    private static Map<String, String> settings(SplittableRandom random, Duration interval) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("penstock.checkpoint.interval", interval.toMillis() + "ms");
        settings.put("penstock.checkpoint.retained", Integer.toString(pick(random, 1, 2, 4)));
        settings.put("penstock.checkpoint.chunk-bytes", pick(random, 1, 8, 256) + "KiB");
        settings.put("penstock.checkpoint.slice-entries", Integer.toString(pick(random, 8, 1024)));
        settings.put("penstock.task.batch-size", Integer.toString(pick(random, 7, 256)));
        settings.put("penstock.task.credit", Integer.toString(pick(random, 1, 8)));
        settings.put("penstock.job.fuse-stateless", pick(random, 1, 1, 0) == 1 ? "on" : "off");
        settings.put("penstock.task.retained-bytes", pick(random, 0, 64, 65_536) + "KiB");
        settings.put("penstock.journal.durability", random.nextBoolean() ? "disk" : "process");
        if (random.nextBoolean()) {
            settings.put("penstock.journal.block-size", "1MiB");
            settings.put("penstock.journal.chunk-size", "64KiB");
            settings.put("penstock.journal.segment-size", "1MiB");
        }
        return settings;
    }

    private static int pick(SplittableRandom random, int... from) {
        return from[random.nextInt(from.length)];
    }

    /** The parallelism of each process, one after the other, so that the job is rescaled when it is started again. */
    Parallelism parallelism(int process) {
        SplittableRandom random = new SplittableRandom(seed << Byte.SIZE ^ TASKS);
        Parallelism drawn = draw(random);
        for (int i = 1; i < process; i++) {
            drawn = draw(random);
        }
        return drawn;
    }

    private static Parallelism draw(SplittableRandom random) {
        return new Parallelism(random.nextInt(1, MOST_TASKS + 1), random.nextInt(1, MOST_TASKS + 1));
    }

    /** The input, by file. */
    List<List<Event>> events() {
        SplittableRandom random = new SplittableRandom(seed << Byte.SIZE ^ EVENTS);
        List<List<Event>> all = new ArrayList<>(files);
        for (int file = 0; file < files; file++) {
            List<Event> events = new ArrayList<>(linesPerFile);
            for (int line = 0; line < linesPerFile; line++) {
                events.add(new Event(
                        (long) file * linesPerFile + line,
                        "f" + file + "k" + random.nextInt(keysPerFile),
                        scheduledMillis(line) - random.nextLong(outOfOrdernessMillis + 1),
                        random.nextInt(1_000)));
            }
            all.add(events);
        }
        return all;
    }

    private static long scheduledMillis(int line) {
        return FIRST_EVENT_MILLIS + line * STEP_MILLIS + line / LINES_TO_PAUSE * PAUSE_MILLIS;
    }
}
