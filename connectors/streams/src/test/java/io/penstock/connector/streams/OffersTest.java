package io.penstock.connector.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.connector.ReadStatus;
import io.penstock.connector.contract.ListBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

class OffersTest {
    private final Offers<String> offers = new Offers<>(3);
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final ListBuffer<String> buffer = new ListBuffer<String>().room(100);

    private CompletableFuture<Done> offer(String value) {
        return offers.offer(value).toCompletableFuture();
    }

    @Test
    void anOfferIsAnsweredWhenItIsJournaledAndNotBefore() {
        long reader = offers.open(wakeUps::incrementAndGet);
        CompletableFuture<Done> first = offer("a");
        CompletableFuture<Done> second = offer("b");
        assertThat(offers.take(reader, buffer)).isEqualTo(ReadStatus.IDLE);
        assertThat(first).isNotDone();

        offers.journaled(reader, 1);

        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        assertThat(wakeUps).hasValue(2);
    }

    @Test
    void anOfferBeyondTheRoomIsRefusedUntilOneIsJournaled() {
        long reader = offers.open(wakeUps::incrementAndGet);
        assertThat(offer("a")).isNotDone();
        assertThat(offer("b")).isNotDone();
        assertThat(offer("c")).isNotDone();
        offers.take(reader, buffer);
        assertThat(offer("d")).isCompletedExceptionally();

        offers.journaled(reader, 1);

        assertThat(offer("d")).isNotDone();
    }

    @Test
    void whatAReaderHadTakenIsTakenByTheNextInOrder() {
        long first = offers.open(wakeUps::incrementAndGet);
        CompletableFuture<Done> a = offer("a");
        CompletableFuture<Done> b = offer("b");
        CompletableFuture<Done> c = offer("c");
        offers.take(first, buffer);
        offers.journaled(first, 1);

        long second = offers.open(wakeUps::incrementAndGet);
        ListBuffer<String> again = new ListBuffer<String>().room(100);
        offers.take(second, again);

        assertThat(again.values()).containsExactly("b", "c");
        assertThat(a).isCompleted();
        assertThat(b).isNotDone();
        assertThat(c).isNotDone();
    }

    @Test
    void callsOfAReaderThatWasReplacedChangeNothing() {
        long first = offers.open(wakeUps::incrementAndGet);
        CompletableFuture<Done> a = offer("a");
        offers.take(first, buffer);
        long second = offers.open(wakeUps::incrementAndGet);
        offers.take(second, buffer);

        offers.journaled(first, 1);
        offers.close(first);

        assertThat(a).isNotDone();
        offers.journaled(second, 1);
        assertThat(a).isCompleted();
    }

    @Test
    void afterTheEndWhatWasOfferedIsTakenAndNothingMore() {
        long reader = offers.open(wakeUps::incrementAndGet);
        assertThat(offer("a")).isNotDone();
        offers.complete();

        assertThat(offer("b")).isCompletedExceptionally();
        assertThat(offers.take(reader, buffer)).isEqualTo(ReadStatus.FINISHED);
        assertThat(buffer.values()).containsExactly("a");
    }
}
