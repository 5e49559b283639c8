package io.penstock.connector.contract;

import io.penstock.connector.DeadLetter;
import io.penstock.connector.ReadBuffer;
import io.penstock.function.ProcessContext;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a reader adds, and holds it to its room. */
public final class ListBuffer<T> implements ReadBuffer<T> {
    private final List<T> values = new ArrayList<>();
    private final List<Long> timestampsMillis = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private int skipped;
    private int room;

    /** Makes room for so many records, whatever room there was. */
    public ListBuffer<T> room(int records) {
        room = records;
        return this;
    }

    /** All that was added so far. */
    public List<T> values() {
        return values;
    }

    /** The event times of the values; {@link ProcessContext#NO_TIMESTAMP} where the source gave none. */
    public List<Long> timestampsMillis() {
        return timestampsMillis;
    }

    public List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    /** How many records were left out by policy; dead letters are not counted. */
    public int skippedCount() {
        return skipped;
    }

    /** Records of all kinds: values, dead letters, those that were left out. */
    int total() {
        return values.size() + deadLetters.size() + skipped;
    }

    @Override
    public int remaining() {
        return room;
    }

    @Override
    public void add(T value) {
        add(value, ProcessContext.NO_TIMESTAMP);
    }

    @Override
    public void add(T value, long timestampMillis) {
        if (room == 0) {
            throw new AssertionError("the reader added " + value + " where remaining() was 0");
        }
        room--;
        values.add(value);
        timestampsMillis.add(timestampMillis);
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        deadLetters.add(letter);
    }

    @Override
    public void skipped() {
        skipped++;
    }
}
