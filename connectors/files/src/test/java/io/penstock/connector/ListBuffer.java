package io.penstock.connector;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a reader adds, and holds it to its room. */
public final class ListBuffer<T> implements ReadBuffer<T> {
    public final List<T> values = new ArrayList<>();
    public final List<DeadLetter> deadLetters = new ArrayList<>();
    public int skipped;
    private int room;

    /** Makes room for so many records more. */
    public ListBuffer<T> room(int records) {
        room = records;
        return this;
    }

    @Override
    public int remaining() {
        return room;
    }

    @Override
    public void add(T value) {
        if (room == 0) {
            throw new IllegalStateException("no room for " + value);
        }
        room--;
        values.add(value);
    }

    @Override
    public void add(T value, long timestampMillis) {
        add(value);
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
