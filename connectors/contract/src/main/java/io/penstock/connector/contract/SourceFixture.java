package io.penstock.connector.contract;

import io.penstock.connector.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The source under test, and what it holds. A test has a fixture of its own.
 *
 * @param <T> the records
 * @param <S> a split with its position; two with the same content are equal
 */
public interface SourceFixture<T, S> {
    /**
     * A new instance over the same content each time, as another process would make it: some ten to some hundred records,
     * in several splits if the source can have them.
     */
    Source<T, S> source() throws Exception;

    /** What it holds: split by split, in the order of {@link Source#splits}. */
    List<T> records() throws Exception;

    /**
     * What each split holds, in the order of {@link Source#splits}. Here it is told by reading each to its end; a source
     * without an end that has several splits overrides this.
     */
    default List<List<T>> recordsOfSplits() throws Exception {
        Source<T, S> source = source();
        List<S> splits = source.splits();
        if (splits.size() == 1) {
            return List.of(records());
        }
        if (!source.traits().bounded()) {
            throw new IllegalStateException(source.describe() + " has " + splits.size()
                    + " splits without an end: override recordsOfSplits() to say what each holds");
        }
        List<List<T>> records = new ArrayList<>();
        for (S split : splits) {
            records.add(Reading.rest(source, split, 64, new ListBuffer<>()).values());
        }
        return records;
    }

    /** Whether what it reads is bytes, which it then counts as {@code bytesRead}. */
    default boolean countsBytes() {
        return true;
    }

    /** How long a test waits for records that are there before it fails. */
    default Duration patience() {
        return Duration.ofSeconds(20);
    }
}
