package io.penstock.connector.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SplitChangedException;
import io.penstock.connector.SplitReader;
import io.penstock.connector.contract.ListBuffer;
import io.penstock.connector.contract.SourceContract;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GeneratorSourceTest {
    private static final ReadSettings SETTINGS = new ReadSettings("job", "source", 0, () -> {});
    private static final long COUNT = 200;

    private record Order(long number, int amount) {}

    private static GeneratorSource<Order> orders(long seed) {
        return GeneratorSource.random(seed, (number, random) -> new Order(number, random.nextInt(1_000_000)))
                .count(COUNT)
                .parts(3);
    }

    private static List<Order> all(GeneratorSource<Order> source) throws Exception {
        List<Order> records = new ArrayList<>();
        for (GeneratorSplit split : source.splits()) {
            ListBuffer<Order> buffer = new ListBuffer<>();
            try (SplitReader<Order, GeneratorSplit> reader =
                    source.reader(SETTINGS).open(split)) {
                ReadStatus status = ReadStatus.MORE;
                while (status != ReadStatus.FINISHED) {
                    buffer.room(64);
                    status = reader.read(buffer);
                }
            }
            records.addAll(buffer.values());
        }
        return records;
    }

    @Nested
    class Contract extends SourceContract<Order, GeneratorSplit> {
        @Override
        public Source<Order, GeneratorSplit> source() {
            return orders(7);
        }

        @Override
        public List<Order> records() throws Exception {
            return all(orders(7));
        }

        @Override
        public boolean countsBytes() {
            return false;
        }
    }

    @Test
    void eachNumberMakesOneRecord() throws Exception {
        assertThat(all(orders(7)).stream().map(Order::number).sorted())
                .containsExactlyElementsOf(LongStream.range(0, COUNT).boxed().toList());
    }

    @Test
    void theSameSeedMakesTheSameRecordsAndAnotherOneOthers() throws Exception {
        assertThat(all(orders(7))).isEqualTo(all(orders(7))).isNotEqualTo(all(orders(8)));
    }

    @Test
    void randomnessOfNeighboursIsNotAlike() throws Exception {
        assertThat(all(orders(0)).stream().map(Order::amount).distinct().count())
                .isGreaterThan(COUNT * 9 / 10);
    }

    @Test
    void aRateIsKeptAndAPauseIsMadeUpForInPartOnly() throws Exception {
        AtomicLong nanos = new AtomicLong(42);
        GeneratorSource<Long> source =
                GeneratorSource.numbers().perSecond(1000).parts(1).clock(nanos::get);
        ListBuffer<Long> buffer = new ListBuffer<>();
        try (SplitReader<Long, GeneratorSplit> reader =
                source.reader(SETTINGS).open(source.splits().get(0))) {
            buffer.room(1_000_000);
            assertThat(reader.read(buffer)).isEqualTo(ReadStatus.IDLE);

            nanos.addAndGet(10_000_000);
            reader.read(buffer);
            assertThat(buffer.values()).hasSize(10);

            nanos.addAndGet(10_000_000_000L);
            reader.read(buffer);
            assertThat(buffer.values()).hasSize(10 + 100);
        }
    }

    @Test
    void aChangedGeneratorIsRefusedWithWhatChanged() throws Exception {
        GeneratorSplit position = orders(7).splits().get(0);

        assertThatThrownBy(() -> orders(8).reader(SETTINGS).open(position))
                .isInstanceOf(SplitChangedException.class)
                .hasMessageContaining("seed 7")
                .hasMessageContaining("has 3, 8 and 200");
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> GeneratorSource.numbers().perSecond(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> GeneratorSource.numbers().count(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> GeneratorSource.numbers().parts(0)).hasMessageContaining("0");
    }
}
