package io.penstock.engine.operator;

import static io.penstock.engine.operator.OperatorTesting.hash;
import static io.penstock.engine.operator.OperatorTesting.keyed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.state.ChunkBuffer;
import io.penstock.engine.state.KeyRange;
import io.penstock.engine.state.KeyedTable;
import io.penstock.engine.state.StateReader;
import io.penstock.function.AggregateFunction;
import io.penstock.function.OutputTag;
import io.penstock.function.ProcessContext;
import io.penstock.graph.OperatorSpec;
import io.penstock.time.Sliding;
import io.penstock.time.Tumbling;
import io.penstock.time.Window;
import io.penstock.time.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowOperatorTest {
    private static final OutputTag<Object> LATE = OutputTag.of("late", Object.class);

    /** A window's result with what it belongs to. */
    record Result(String key, long start, long end, long sum) {}

    /** A sum whose accumulator is changed in place, as the contract allows. */
    private static final class Sum implements AggregateFunction<Long, long[], Long> {
        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public long[] add(Long value, long[] accumulator) {
            accumulator[0] += value;
            return accumulator;
        }

        @Override
        public long[] merge(long[] left, long[] right) {
            left[0] += right[0];
            return left;
        }

        @Override
        public Long result(long[] accumulator) {
            return accumulator[0];
        }

        @Override
        public Codec<long[]> accumulatorCodec() {
            return Codecs.of(long[].class);
        }
    }

    private OperatorTesting testing = new OperatorTesting();

    private WindowOperator operator(Windows windows, long lateness, @Nullable OutputTag<Object> lateTo) {
        return new WindowOperator(spec(windows, lateness, lateTo), testing.states, testing.counters);
    }

    private WindowOperator operator(Windows windows) {
        return operator(windows, 0, null);
    }

    @SuppressWarnings("unchecked")
    private static OperatorSpec.WindowSpec spec(Windows windows, long lateness, @Nullable OutputTag<Object> lateTo) {
        return new OperatorSpec.WindowSpec(
                OperatorTesting.STRING_KEYS,
                windows,
                lateness,
                lateTo,
                (AggregateFunction<Object, Object, Object>) (AggregateFunction<?, ?, ?>) new Sum(),
                (key, window, sum) -> new Result((String) key, window.startMillis(), window.endMillis(), (Long) sum));
    }

    private void add(WindowOperator operator, String key, long timestamp, long value) throws Exception {
        assertThat(operator.process(keyed(value, timestamp, key), 0, testing.out))
                .isEqualTo(1);
    }

    private List<Object> advance(WindowOperator operator, long watermark) throws Exception {
        int before = testing.values().size();
        assertThat(operator.advance(watermark, testing.out)).isTrue();
        List<Object> all = testing.values();
        return new ArrayList<>(all.subList(before, all.size()));
    }

    @Test
    void windowIsSentWhenTheWatermarkReachesItsLastMillisecond() throws Exception {
        WindowOperator operator = operator(new Tumbling(10, 0));
        add(operator, "a", 3, 1);
        add(operator, "a", 9, 2);

        assertThat(advance(operator, 8)).isEmpty();
        assertThat(advance(operator, 9)).containsExactly(new Result("a", 0, 10, 3));
        assertThat(advance(operator, 1000)).isEmpty();
    }

    @Test
    void resultCarriesTheLastMillisecondOfItsWindow() throws Exception {
        WindowOperator operator = operator(new Tumbling(10, 0));
        add(operator, "a", 3, 1);
        advance(operator, 50);

        assertThat(((Batch) testing.sent.get(0).element()).timestampMillis(0)).isEqualTo(9);
    }

    @Test
    void windowsAreSentInTheOrderOfTheirEnds() throws Exception {
        WindowOperator operator = operator(new Tumbling(10, 0));
        add(operator, "a", 25, 3);
        add(operator, "a", 5, 1);
        add(operator, "a", 15, 2);

        assertThat(advance(operator, Element.FINAL_WATERMARK))
                .containsExactly(new Result("a", 0, 10, 1), new Result("a", 10, 20, 2), new Result("a", 20, 30, 3));
    }

    @Test
    void windowsBeforeTheEpochAreAligned() throws Exception {
        WindowOperator operator = operator(new Tumbling(10, 0));
        add(operator, "a", -1, 1);
        add(operator, "a", -10, 2);
        add(operator, "a", -11, 4);

        assertThat(advance(operator, 0)).containsExactly(new Result("a", -20, -10, 4), new Result("a", -10, 0, 3));
    }

    @Test
    void offsetShiftsWindows() throws Exception {
        WindowOperator operator = operator(new Tumbling(10, 3));
        add(operator, "a", 2, 1);
        add(operator, "a", 3, 2);

        assertThat(advance(operator, 100)).containsExactly(new Result("a", -7, 3, 1), new Result("a", 3, 13, 2));
    }

    @Test
    void recordIsInEverySlidingWindowItTouches() throws Exception {
        WindowOperator operator = operator(new Sliding(10, 5, 0));
        add(operator, "a", 7, 1);

        assertThat(advance(operator, 100)).containsExactly(new Result("a", 0, 10, 1), new Result("a", 5, 15, 1));
    }

    @Test
    void panesWithMoreKeysThanAreLookedUpAtOnceAreMerged() throws Exception {
        WindowOperator operator = operator(new Sliding(10, 5, 0));
        int keys = 2 * KeyedTable.AT_ONCE + 7;
        for (int i = 0; i < keys; i++) {
            add(operator, "k" + i, 3, i);
            add(operator, "k" + (i + 10), 7, 1_000 + i);
        }

        assertThat(advance(operator, 4)).hasSize(keys);
        List<Object> results = advance(operator, 9);
        assertThat(results).hasSize(keys + 10).contains(new Result("k9", 0, 10, 9), new Result("k10", 0, 10, 1_010));
        assertThat(results).contains(new Result("k" + (keys + 9), 0, 10, 1_000 + keys - 1));
    }

    @Test
    void keysAreKeptApart() throws Exception {
        WindowOperator operator = operator(new Tumbling(10, 0));
        add(operator, "a", 1, 1);
        add(operator, "b", 1, 2);

        assertThat(advance(operator, 9))
                .containsExactlyInAnyOrder(new Result("a", 0, 10, 1), new Result("b", 0, 10, 2));
    }

    @Test
    void lateRecordIsCountedAndGoesToTheSideOutput() throws Exception {
        testing.withSide(LATE.name());
        WindowOperator operator = operator(new Tumbling(10, 0), 0, LATE);
        advance(operator, 9);

        add(operator, "a", 5, 42);

        assertThat(testing.sideValues()).containsExactly(42L);
        assertThat(testing.counters.late()).isEqualTo(1);
        assertThat(advance(operator, 100)).isEmpty();
    }

    @Test
    void lateRecordWithoutASideOutputIsOnlyCounted() throws Exception {
        WindowOperator operator = operator(new Tumbling(10, 0));
        advance(operator, 9);

        add(operator, "a", 5, 42);

        assertThat(testing.counters.late()).isEqualTo(1);
        assertThat(testing.values()).isEmpty();
    }

    @Test
    void recordIsNotLateWhileOneOfItsSlidingWindowsIsOpen() throws Exception {
        WindowOperator operator = operator(new Sliding(10, 5, 0));
        advance(operator, 9);

        add(operator, "a", 7, 1);

        assertThat(testing.counters.late()).isZero();
        assertThat(advance(operator, 100)).containsExactly(new Result("a", 5, 15, 1));
    }

    @Test
    void recordWithinAllowedLatenessSendsItsWindowAgain() throws Exception {
        WindowOperator operator = operator(new Tumbling(10, 0), 20, LATE);
        add(operator, "a", 1, 1);
        add(operator, "b", 1, 5);
        advance(operator, 15);

        add(operator, "a", 2, 2);

        assertThat(testing.values())
                .containsExactly(new Result("a", 0, 10, 1), new Result("b", 0, 10, 5), new Result("a", 0, 10, 3));
        assertThat(testing.counters.late()).isZero();
    }

    @Test
    void recordBehindAllowedLatenessIsLate() throws Exception {
        WindowOperator operator = operator(new Tumbling(10, 0), 20, null);
        add(operator, "a", 1, 1);
        advance(operator, 28);
        add(operator, "a", 2, 2);
        assertThat(testing.counters.late()).isZero();

        advance(operator, 29);
        add(operator, "a", 2, 4);

        assertThat(testing.counters.late()).isEqualTo(1);
    }

    @Test
    void onlySlidingWindowsThatAreOverAreSentAgain() throws Exception {
        WindowOperator operator = operator(new Sliding(10, 5, 0), 100, null);
        add(operator, "a", 6, 1);
        advance(operator, 9);
        assertThat(testing.values()).containsExactly(new Result("a", 0, 10, 1));

        add(operator, "a", 7, 2);

        assertThat(testing.values()).containsExactly(new Result("a", 0, 10, 1), new Result("a", 0, 10, 3));
        assertThat(advance(operator, 14)).containsExactly(new Result("a", 5, 15, 3));
    }

    @Test
    void panesAreDroppedWithTheirLastWindow() throws Exception {
        WindowOperator operator = operator(new Sliding(10, 5, 0));
        add(operator, "a", 1, 1);
        add(operator, "a", 6, 1);
        advance(operator, 9);
        assertThat(testing.states.size()).isEqualTo(1);

        advance(operator, 14);
        assertThat(testing.states.size()).isZero();
    }

    @Test
    void panesAreKeptForTheAllowedLateness() throws Exception {
        WindowOperator operator = operator(new Tumbling(10, 0), 20, null);
        add(operator, "a", 1, 1);
        advance(operator, 28);
        assertThat(testing.states.size()).isEqualTo(1);

        advance(operator, 29);
        assertThat(testing.states.size()).isZero();
    }

    @Test
    void recordWithoutEventTimeIsRefusedWithWhatToDo() {
        WindowOperator operator = operator(new Tumbling(10, 0));

        assertThatThrownBy(() -> operator.process(keyed(1L, ProcessContext.NO_TIMESTAMP, "a"), 0, testing.out))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(".timestamps(...)");
    }

    /** Windows without data cost nothing, however many the watermark passes. */
    @Test
    @Timeout(10)
    void hugeJumpOfTheWatermarkIsFast() throws Exception {
        WindowOperator operator = operator(new Sliding(10, 1, 0), 5, null);
        add(operator, "a", 0, 1);
        add(operator, "a", 4_000_000_000_000L, 2);

        assertThat(advance(operator, 4_000_000_000_000L + 100)).hasSize(20);
        assertThat(advance(operator, Element.FINAL_WATERMARK)).isEmpty();
        assertThat(testing.states.size()).isZero();
    }

    @Test
    void advanceGoesOnWhereTheOutputBlockedIt() throws Exception {
        testing = new OperatorTesting(1);
        WindowOperator operator = operator(new Tumbling(10, 0));
        int keys = 50;
        for (int key = 0; key < keys; key++) {
            add(operator, "key-" + key, 1, key);
            add(operator, "key-" + key, 11, key);
        }
        int calls = 1;
        for (; !operator.advance(30, testing.out); calls++) {
            int before = testing.batches();
            testing.out.gate(0).credit(0, 1, 1);
            assertThat(testing.batches()).isEqualTo(before + 1);
        }
        testing.out.flush();
        while (testing.values().size() < 2 * keys) {
            testing.out.gate(0).credit(0, 1, 1);
        }

        assertThat(calls).isGreaterThan(10);
        assertThat(testing.values()).doesNotHaveDuplicates().hasSize(2 * keys);
    }

    @Test
    void batchGoesOnWhereTheOutputBlockedIt() throws Exception {
        testing = new OperatorTesting(1);
        WindowOperator operator = operator(new Tumbling(10, 0), 100, null);
        operator.advance(9, testing.out);
        Batch late = Batch.keyed(40, 40);
        for (long i = 0; i < 40; i++) {
            late.add(1L, 5, "a", hash("a"));
        }
        List<Integer> progress = new ArrayList<>();
        for (int from = 0; from < 40; ) {
            from = operator.process(late, from, testing.out);
            progress.add(from);
            if (from < 40) {
                testing.out.gate(0).credit(0, 1, 1);
            }
        }

        assertThat(progress).hasSizeGreaterThan(3);
        while (testing.values().size() < 40) {
            testing.out.gate(0).credit(0, 1, 1);
        }
        List<Long> sums =
                testing.values().stream().map(result -> ((Result) result).sum()).toList();
        assertThat(sums).isSorted().startsWith(1L).endsWith(40L);
    }

    @Test
    void restoredWindowsGoOnFromTheWatermark() throws Exception {
        WindowOperator before = operator(new Sliding(10, 5, 0), 7, LATE);
        add(before, "a", 6, 1);
        advance(before, 9);
        List<byte[]> chunks = new ArrayList<>();
        testing.states.freeze(new ChunkBuffer(64, chunks::add), true, 9, new byte[0], List.of());
        testing.states.writeSome(Integer.MAX_VALUE);

        testing = new OperatorTesting();
        WindowOperator after = operator(new Sliding(10, 5, 0), 7, LATE);
        StateReader reader = new StateReader(testing.states);
        chunks.forEach(reader::read);
        testing.states.markClean();
        after.restored(9);

        assertThat(advance(after, 14)).containsExactly(new Result("a", 5, 15, 1));
    }

    @Test
    void windowThatTheFormerTaskOfAKeyHadSentIsNotSentAgain() throws Exception {
        KeyRange ahead = new KeyRange(128, 2, 0);
        KeyRange behind = new KeyRange(128, 2, 1);
        String first = keyIn(ahead);
        String second = keyIn(behind);
        WindowOperator operator = operator(new Sliding(10, 5, 0), 0, LATE);
        operator.restoredFrom(ahead, 9);
        operator.restoredFrom(behind, 4);
        operator.restored(4);
        add(operator, first, 6, 1);
        add(operator, second, 6, 2);
        assertThat(operator.canBeCut()).isFalse();

        assertThat(advance(operator, 9)).containsExactly(new Result(second, 0, 10, 2));
        assertThat(operator.canBeCut()).isTrue();
        assertThat(advance(operator, 14))
                .containsExactlyInAnyOrder(new Result(first, 5, 15, 1), new Result(second, 5, 15, 2));
    }

    private static String keyIn(KeyRange range) {
        int number = 0;
        while (!range.owns(range.groupOf(OperatorTesting.hash("k" + number)))) {
            number++;
        }
        return "k" + number;
    }

    /**
     * Against the definition of a window: for every key and window, the sum of the records in it that were not late, sent
     * when the watermark passes its end; with allowed lateness, the last of what was sent for it.
     */
    @ParameterizedTest
    @CsvSource({
        "10, 10, 0, 0",
        "10, 10, 3, 0",
        "10, 10, -4, 25",
        "10, 5, 0, 0",
        "10, 5, 2, 12",
        "12, 5, 0, 0",
        "12, 5, 7, 30",
        "30, 20, 0, 15",
        "7, 3, 1, 4",
        "10, 1, 0, 0"
    })
    void agreesWithTheDefinitionOverRandomRecords(long size, long slide, long offset, long lateness) throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            testing = new OperatorTesting().withSide(LATE.name());
            Windows windows = size == slide ? new Tumbling(size, offset) : new Sliding(size, slide, offset);
            compareWithDefinition(windows, lateness, new Random(seed * 31L + size));
        }
    }

    private void compareWithDefinition(Windows windows, long lateness, Random random) throws Exception {
        WindowOperator operator = operator(windows, lateness, LATE);
        Map<Window, Map<String, Long>> expected =
                new TreeMap<>((a, b) -> Long.compare(a.startMillis(), b.startMillis()));
        List<Object> late = new ArrayList<>();
        long watermark = Element.NO_WATERMARK;
        long time = -200;
        Batch batch = Batch.keyed(0, 200);
        for (long i = 0; i < 1_000; i++) {
            time += random.nextInt(4);
            long timestamp = time - random.nextInt(40);
            String key = "k" + random.nextInt(4);
            batch.add(i, timestamp, key, hash(key));
            if (addToDefinition(expected, windows, watermark, lateness, key, timestamp, i)) {
                late.add(i);
            }
            if (batch.isFull() || random.nextInt(20) == 0) {
                for (int from = 0; from < batch.size(); ) {
                    from = operator.process(batch, from, testing.out);
                }
                batch = Batch.keyed(0, 200);
                watermark = Math.max(watermark, time - random.nextInt(30) + (random.nextInt(20) == 0 ? 60 : 0));
                advance(operator, watermark);
            }
        }
        operator.process(batch, 0, testing.out);
        advance(operator, Element.FINAL_WATERMARK);

        Map<Window, Map<String, Long>> last = new TreeMap<>((a, b) -> Long.compare(a.startMillis(), b.startMillis()));
        int results = 0;
        for (Object value : testing.values()) {
            Result result = (Result) value;
            Long before = last.computeIfAbsent(new Window(result.start, result.end), w -> new TreeMap<>())
                    .put(result.key, result.sum);
            if (lateness == 0) {
                assertThat(before).as("%s is sent once", result).isNull();
            }
            results++;
        }
        assertThat(results).isPositive();
        assertThat(last).isEqualTo(expected);
        assertThat(testing.sideValues()).isEqualTo(late);
        assertThat(testing.counters.late()).isEqualTo(late.size());
        assertThat(testing.states.size()).isZero();
    }

    /** True if the record is in no window that still takes it. */
    private static boolean addToDefinition(
            Map<Window, Map<String, Long>> sums,
            Windows windows,
            long watermark,
            long lateness,
            String key,
            long timestamp,
            long value) {
        boolean late = true;
        long first = timestamp - windows.sizeMillis() + 1;
        for (long start = first; start <= timestamp; start++) {
            if (Math.floorMod(start - windows.offsetMillis(), windows.slideMillis()) == 0) {
                long end = start + windows.sizeMillis();
                if (watermark == Element.NO_WATERMARK || end - 1 + lateness > watermark) {
                    late = false;
                    sums.computeIfAbsent(new Window(start, end), w -> new TreeMap<>())
                            .merge(key, value, Long::sum);
                }
            }
        }
        return late;
    }
}
