package io.penstock.connector.contract;

import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.Source;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The contract, applied to {@link MemorySource} by {@link SourceContractTest}. */
final class MemorySourceCases {
    private static final List<List<String>> LISTS = List.of(texts(0, 11), texts(11, 12), List.of(), texts(12, 30));
    private static final List<String> WITH_BAD = List.of("a", "bad 1", "b", "c", "bad 2", "bad 3", "d");

    /** For the next run of all tests. */
    static MemorySource.Mistake mistake = MemorySource.Mistake.NONE;

    private MemorySourceCases() {}

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "text " + i).toList();
    }

    abstract static class Of extends SourceContract<String, MemorySource.Split>
            implements BadRecordContract<String, MemorySource.Split>,
                    ChangedSplitContract<String, MemorySource.Split>,
                    WaitingReadContract<String, MemorySource.Split> {
        abstract boolean bounded();

        @Override
        public Source<String, MemorySource.Split> source() {
            return new MemorySource(LISTS, 1, bounded(), ErrorPolicy.FAIL, mistake);
        }

        @Override
        public List<String> records() {
            return LISTS.stream().flatMap(List::stream).toList();
        }

        @Override
        public List<List<String>> recordsOfSplits() {
            return LISTS;
        }

        @Override
        public Source<String, MemorySource.Split> sourceWithBadRecords(ErrorPolicy policy) {
            return new MemorySource(List.of(WITH_BAD), 1, bounded(), policy, mistake);
        }

        @Override
        public List<String> goodRecords() {
            return Stream.of("a", "b", "c", "d").toList();
        }

        @Override
        public int badRecords() {
            return 3;
        }

        @Override
        public Source<String, MemorySource.Split> changedSource() {
            return new MemorySource(LISTS, 2, bounded(), ErrorPolicy.FAIL, mistake);
        }

        @Override
        public Source<String, MemorySource.Split> waitingSource() {
            return new WaitingSource(mistake != MemorySource.Mistake.CANNOT_BE_WOKEN);
        }

        @Override
        public Duration patience() {
            // A test that waits in vain is to be over soon; one that must not is never to be cut short.
            return mistake == MemorySource.Mistake.NONE ? Duration.ofSeconds(20) : Duration.ofMillis(100);
        }
    }

    static class Bounded extends Of {
        @Override
        boolean bounded() {
            return true;
        }
    }

    static class WithoutAnEnd extends Of {
        @Override
        boolean bounded() {
            return false;
        }
    }
}
