package io.penstock.connector.contract;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.BadRecordException;
import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitChangedException;
import io.penstock.connector.SplitReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A source of lists of texts that can be given one mistake. A text that begins with "bad" cannot be read. */
final class MemorySource implements Source<String, MemorySource.Split> {
    /** A list, and how many of its texts are read. */
    record Split(int list, int version, int next) {}

    /** What may be wrong with it, and the test of the contract that must say so. */
    enum Mistake {
        NONE(""),
        SHUFFLES_SPLITS("listsTheSameSplitsInTheSameOrderEachTime"),
        LOSES_ITS_PLACE("givesTheSameRestFromEveryPosition"),
        POSITION_IS_BEFORE_THE_LAST_RECORD("givesTheSameRestFromEveryPosition"),
        OVERRUNS_THE_BUFFER("neverGivesMoreThanThereIsRoomForAndGoesOnWithTheVeryNextRecord"),
        DROPS_WHAT_HAS_NO_ROOM("neverGivesMoreThanThereIsRoomForAndGoesOnWithTheVeryNextRecord"),
        KEEPS_ITS_PLACE_OUTSIDE_OF_THE_POSITION("tasksOfAnotherNumberTakeOverAtAnyPositions"),
        SHARES_ITS_PLACE_BETWEEN_READERS("readerThatIsClosedLateDisturbsNoOther"),
        LEAVES_A_THREAD("closedReadersLeaveNoThreadBehind"),
        WRITES_POSITIONS_WRONGLY("positionsComeBackFromASnapshotAsTheyWere"),
        PROGRESS_GOES_BACK("progressGrowsUpToOneWhereItIsTold"),
        SKIPS_SILENTLY("skipLeavesOutBadRecordsAndCountsThem"),
        DROPS_THE_SPLIT_AT_A_BAD_RECORD("skipLeavesOutBadRecordsAndCountsThem"),
        GOES_ON_BEHIND_A_BAD_RECORD_WHEN_RESTORED("failStopsAtTheBadRecordAndAgainWhenRestored"),
        TELLS_BAD_RECORDS_AGAIN("eachBadRecordIsToldOnceAlsoOverRestarts"),
        LETTERS_WITHOUT_PLACE("deadLettersSayFromWhichSourceWhereAndWhy"),
        COUNTS_NO_BYTES("bytesThatAreReadAreCounted"),
        CANNOT_BE_WOKEN("readThatWaitsEndsWhenItsReaderIsWoken"),
        LOSES_WHAT_IT_READ_WHEN_WOKEN("wakeUpsLoseNothing"),
        READS_ANOTHER_SPLIT("splitThatIsNoLongerWhatItsPositionBelongsToIsRefused");

        final String found;

        Mistake(String found) {
            this.found = found;
        }
    }

    private static final AtomicInteger ROTATION = new AtomicInteger();

    private final List<List<String>> lists;
    private final int version;
    private final boolean bounded;
    private final ErrorPolicy policy;
    private final Mistake mistake;
    /** A mistake in itself: a source keeps nothing that changes. */
    private final int[] places;

    MemorySource(List<List<String>> lists, int version, boolean bounded, ErrorPolicy policy, Mistake mistake) {
        this.lists = lists;
        this.version = version;
        this.bounded = bounded;
        this.policy = policy;
        this.mistake = mistake;
        this.places = new int[lists.size()];
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(true, bounded, true);
    }

    @Override
    public List<Split> splits() {
        List<Split> splits = new ArrayList<>();
        for (int list = 0; list < lists.size(); list++) {
            splits.add(new Split(list, version, 0));
        }
        if (mistake == Mistake.SHUFFLES_SPLITS) {
            Collections.rotate(splits, ROTATION.incrementAndGet());
        }
        return splits;
    }

    @Override
    public Codec<Split> splitCodec() {
        if (mistake == Mistake.WRITES_POSITIONS_WRONGLY) {
            return new ForgetfulCodec();
        }
        return Codecs.of(Split.class);
    }

    @Override
    public SourceReader<String, Split> reader(ReadSettings settings) {
        AtomicBoolean woken = new AtomicBoolean();
        return new SourceReader<>() {
            @Override
            public SplitReader<String, Split> open(Split split) throws SplitChangedException {
                return MemorySource.this.open(split, settings, woken);
            }

            @Override
            public void wakeUp() {
                woken.set(true);
            }
        };
    }

    private SplitReader<String, Split> open(Split split, ReadSettings settings, AtomicBoolean woken)
            throws SplitChangedException {
        if (split.version() != version && mistake != Mistake.READS_ANOTHER_SPLIT) {
            throw new SplitChangedException(
                    "list " + split.list() + " has version " + version + ", not " + split.version());
        }
        if (mistake == Mistake.LEAVES_A_THREAD) {
            Thread thread = new Thread(new Semaphore(0)::acquireUninterruptibly, "left");
            thread.setDaemon(true);
            thread.start();
        }
        return new Reader(split, settings, woken);
    }

    private final class Reader implements SplitReader<String, Split> {
        private final Split split;
        private final ReadSettings settings;
        private final AtomicBoolean woken;
        private final ConnectorMetrics.Counter bytesRead;
        private final List<String> texts;
        private int next;

        Reader(Split split, ReadSettings settings, AtomicBoolean woken) {
            this.split = split;
            this.settings = settings;
            this.woken = woken;
            this.bytesRead = settings.environment().metrics().counter("bytesRead");
            this.texts = lists.get(split.list());
            this.next = split.next();
            if (mistake == Mistake.LOSES_ITS_PLACE) {
                next = next / 2 * 2;
            } else if (mistake == Mistake.GOES_ON_BEHIND_A_BAD_RECORD_WHEN_RESTORED
                    && next < texts.size()
                    && texts.get(next).startsWith("bad")) {
                next++;
            } else if (mistake == Mistake.TELLS_BAD_RECORDS_AGAIN
                    && next > 0
                    && texts.get(next - 1).startsWith("bad")) {
                next--;
            }
        }

        private int next() {
            return mistake == Mistake.SHARES_ITS_PLACE_BETWEEN_READERS
                            || mistake == Mistake.KEEPS_ITS_PLACE_OUTSIDE_OF_THE_POSITION
                    ? places[split.list()]
                    : next;
        }

        private void next(int value) {
            next = value;
            places[split.list()] = value;
        }

        @Override
        public ReadStatus read(ReadBuffer<String> out) throws BadRecordException {
            int room = out.remaining() + (mistake == Mistake.OVERRUNS_THE_BUFFER ? 1 : 0);
            for (; room > 0 && next() < texts.size(); room--) {
                String text = texts.get(next());
                if (mistake != Mistake.COUNTS_NO_BYTES) {
                    bytesRead.add(text.length());
                }
                if (text.startsWith("bad")) {
                    bad(text, out);
                } else {
                    out.add(text);
                }
                next(next() + 1);
            }
            if (mistake == Mistake.LOSES_WHAT_IT_READ_WHEN_WOKEN && woken.getAndSet(false)) {
                next(next() + 1);
            }
            if (mistake == Mistake.DROPS_WHAT_HAS_NO_ROOM && next() % 7 == 3) {
                next(next() + 1);
            }
            if (next() < texts.size()) {
                return ReadStatus.MORE;
            }
            return bounded ? ReadStatus.FINISHED : ReadStatus.IDLE;
        }

        private void bad(String text, ReadBuffer<String> out) throws BadRecordException {
            if (mistake == Mistake.DROPS_THE_SPLIT_AT_A_BAD_RECORD) {
                next(texts.size() - 1);
            }
            switch (policy) {
                case FAIL -> throw new BadRecordException("text " + next(), new IllegalArgumentException(text));
                case SKIP -> {
                    if (mistake != Mistake.SKIPS_SILENTLY) {
                        out.skipped();
                    }
                }
                case DEAD_LETTER -> {
                    String where = mistake == Mistake.LETTERS_WITHOUT_PLACE ? "" : "text " + next();
                    out.deadLetter(new DeadLetter(settings.sourceName(), where, text, "it is bad"));
                }
            }
        }

        @Override
        public Split split() {
            int at = next();
            if (mistake == Mistake.POSITION_IS_BEFORE_THE_LAST_RECORD && at > split.next()) {
                at--;
            }
            return new Split(split.list(), split.version(), at);
        }

        @Override
        public double progress() {
            double part = texts.isEmpty() ? 1 : (double) next() / texts.size();
            return mistake == Mistake.PROGRESS_GOES_BACK ? 1 - part : part;
        }

        @Override
        public void close() {}
    }
}
