package io.penstock.connector.contract;

import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import java.time.Duration;
import java.util.List;

/**
 * The sink under test, and its target as an independent reader sees it. A test has a fixture of its own, with an empty
 * target.
 *
 * @param <T> the records
 * @param <C> what a writer prepares and a committer commits
 */
public interface SinkFixture<T, C> {
    /** A new instance on the same target each time, as another process would make it. */
    Sink<T, C> sink() throws Exception;

    /** The record of this number; records of different numbers differ. */
    T record(int number);

    /**
     * All that the target shows to everyone, in any order, a record that it has twice twice. Read by other code than the
     * connector's, where there is some.
     */
    List<T> visible() throws Exception;

    /**
     * Names of what the sink keeps in the target beside its records and will remove: temporary files, open transactions.
     * Empty if it keeps nothing.
     */
    List<String> leftovers() throws Exception;

    /** What the sink is told. The same names each time. */
    default SinkContext context(int lane, int lanes, long generation, long restoredCheckpoint) {
        return new SinkContext("job", "job-1", "sink", lane, lanes, generation, restoredCheckpoint);
    }

    /** Whether what it writes is bytes, which it then counts as {@code bytesWritten}. */
    default boolean countsBytes() {
        return true;
    }

    /** How long a test waits for what a target was told. */
    default Duration patience() {
        return Duration.ofSeconds(20);
    }

    /**
     * Fails unless the target shows these records and no others; how often each may be there is what the sink promises.
     */
    void assertShows(List<T> expected) throws Exception;
}
