package io.penstock.engine.gate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Logs whose writes and reads are answered when it is their turn by lot. Another sender has written before. */
final class LateStore implements EdgeJournal.Store {
    private static final int FORMER = 5;
    private static final int PAGE = 8;

    private final List<Log> logs = new ArrayList<>();
    /** How many entries were read. */
    int given;

    private static final class Log {
        final List<byte[]> entries = new ArrayList<>();
        final ArrayDeque<Long> reads = new ArrayDeque<>();
        long acknowledged;
        long trimmed;
    }

    private Log log(int number) {
        while (logs.size() <= number) {
            logs.add(new Log());
        }
        return logs.get(number);
    }

    @Override
    public void append(int log, byte[] entry) {
        log(log).entries.add(entry);
    }

    @Override
    public void read(int log, long after) {
        log(log).reads.add(after);
    }

    @Override
    public void trim(int log, long through) {
        if (through - FORMER > log(log).acknowledged) {
            throw new IllegalStateException("what is not even written is not needed any more");
        }
        log(log).trimmed = Math.max(log(log).trimmed, through);
    }

    /** Answers one write or read, or none. */
    void act(Random random, EdgeJournal journal) {
        if (logs.isEmpty()) {
            return;
        }
        int number = random.nextInt(logs.size());
        Log log = logs.get(number);
        if (random.nextBoolean() && log.acknowledged < log.entries.size()) {
            log.acknowledged++;
            journal.written(number, FORMER + log.acknowledged);
        }
        Long after = random.nextBoolean() ? log.reads.poll() : null;
        if (after != null) {
            if (after < log.trimmed) {
                throw new IllegalStateException("entry " + (after + 1) + " is read, which was not needed any more");
            }
            int from = (int) (after - FORMER);
            int to = (int) Math.min(log.acknowledged, from + PAGE);
            given += to - from;
            journal.read(number, after, List.copyOf(log.entries.subList(from, to)));
        }
    }
}
