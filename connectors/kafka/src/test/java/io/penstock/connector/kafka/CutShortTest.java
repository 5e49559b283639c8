package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.SplitChangedException;
import io.penstock.servers.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A partition that loses what was read of it and not kept, as by a leader that had not all of it, and may have other records
 * in its place before it is read on. It is made by hand: its folder is put back.
 */
class CutShortTest {
    @SuppressWarnings("NullAway.Init")
    private static KafkaBroker broker;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path copies;

    @SuppressWarnings("NullAway.Init")
    private Topic topic;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.started(Map.of());
    }

    @AfterAll
    static void endBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopic() throws Exception {
        topic = Topic.create(broker, "in", 1);
    }

    /** What was read is a, b, c, d, e; then a, b, c is there. */
    private Reading<String> readThenCutShort(OutOfRange policy) throws Exception {
        Folders folders = new Folders(broker, copies);
        String partition = topic.name + "-0";
        Reading<String> reading =
                Reading.of(KafkaSource.strings(topic.servers, topic.name).onOutOfRange(policy));
        topic.send(0, "a", "b", "c");
        folders.keep(partition);
        topic.send(0, "d", "e");
        assertThat(reading.until(5).values).containsExactly("a", "b", "c", "d", "e");
        folders.putBack(partition);
        return reading;
    }

    @Test
    void recordsInThePlaceOfThoseThatWereLostAreReadByPolicy() throws Exception {
        try (Reading<String> reading = readThenCutShort(OutOfRange.CONTINUE_AND_REPORT)) {
            topic.send(0, "v", "w", "x", "y");

            assertThat(reading.until(9).values).endsWith("e", "v", "w", "x", "y");
        }
    }

    @Test
    void positionGoesBackBeforeThereAreOtherRecords() throws Exception {
        try (Reading<String> reading = readThenCutShort(OutOfRange.CONTINUE_AND_REPORT)) {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
                reading.read(3);
                return reading.split().offset() == 3;
            });
        }
    }

    @Test
    void sourceFailsWithTheOffsetFromWhichOnOtherRecordsAreThere() throws Exception {
        try (Reading<String> reading = readThenCutShort(OutOfRange.FAIL)) {
            topic.send(0, "v", "w", "x", "y");

            assertThatThrownBy(() -> reading.until(9))
                    .isInstanceOf(SplitChangedException.class)
                    .hasMessageContaining(topic.name + "-0 was cut short at offset 3 after it was read up to 4");
        }
    }
}
