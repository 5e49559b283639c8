package io.penstock.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

/**
 * A job that writes numbered records and dies at random between any two calls: its tasks are closed, or they are left as
 * they are and go on existing, as those of a process that was killed or cut off. Each start may have another number of
 * lanes.
 */
final class CrashingJob<T, C> {
    private static final int RECORDS = 40;
    private static final int GREATEST_LANES = 3;

    private final SinkFixture<T, C> fixture;
    private final SinkRun<T, C> run;
    private final Random random;
    private int position;
    private int lanes = 2;
    private int stepsLeft;

    CrashingJob(SinkFixture<T, C> fixture, SinkRun<T, C> run, Random random) {
        this.fixture = fixture;
        this.run = run;
        this.random = random;
    }

    void toTheEnd() throws Exception {
        boolean finished = false;
        for (int attempt = 0; !finished; attempt++) {
            // Later attempts live longer, so that the job comes to its end.
            stepsLeft = random.nextInt(6 + 3 * attempt);
            if (random.nextInt(4) == 0) {
                lanes = 1 + random.nextInt(GREATEST_LANES);
            }
            SinkRun<T, C>.Generation generation = run.start(lanes);
            fixture.assertShows(run.records(0, position));
            finished = write(generation);
            if (!finished && random.nextBoolean()) {
                generation.close();
            }
        }
        fixture.assertShows(run.records(0, RECORDS));
        assertThat(fixture.leftovers()).as("left behind").isEmpty();
    }

    /** Up to the end, which gives true, or the death of this generation. */
    private boolean write(SinkRun<T, C>.Generation generation) throws Exception {
        int next = position;
        while (true) {
            int until = Math.min(RECORDS, next + random.nextInt(8));
            while (next < until) {
                if (dies()) {
                    return false;
                }
                generation.lane(random.nextInt(lanes)).write(next++);
            }
            if (dies()) {
                return false;
            }
            long checkpoint = generation.prepare();
            if (random.nextInt(5) == 0) {
                // Aborted: what was prepared belongs to the next checkpoint.
                continue;
            }
            if (dies()) {
                return false;
            }
            generation.complete();
            position = next;
            for (SinkRun<T, C>.Lane lane : generation.lanes) {
                if (dies()) {
                    return false;
                }
                if (random.nextInt(4) == 0) {
                    lane.commitWithoutNoticing(checkpoint);
                    if (dies()) {
                        return false;
                    }
                }
                lane.commit(checkpoint);
            }
            if (position == RECORDS) {
                generation.finish();
                return true;
            }
        }
    }

    private boolean dies() {
        return stepsLeft-- <= 0;
    }
}
