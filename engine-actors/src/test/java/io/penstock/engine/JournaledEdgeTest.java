package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.KeyedStream;
import io.penstock.api.Stream;
import io.penstock.engine.checkpoint.CheckpointEvent;
import io.penstock.engine.checkpoint.LogEntry;
import io.penstock.engine.fakes.FailOnce;
import io.penstock.engine.fakes.JournalScript;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Failures behind {@code stream.journaled()}: senders play back from the journal what they have sent. */
class JournaledEdgeTest extends SubtreeRestarts {
    private static final String EDGE = "|edge|";

    private final AtomicInteger readings = new AtomicInteger();

    @Override
    KeyedStream<Long, Tally> keyed(Stream<Long> numbers) {
        return numbers.map(n -> Tally.of(n, KEYS)).named("tallies").journaled().keyBy(Tally::key);
    }

    /** A source, a step behind a journaled edge that is not by key, and a sink. */
    private Job forward(NumberSource source, Hook onStep, MemorySink<Long> sink) {
        Job job = Job.named(name).parallelism(2).checkpointEvery(interval);
        job.from(source)
                .named("numbers")
                .journaled()
                .map(n -> {
                    onStep.at(n);
                    return n;
                })
                .named("step")
                .to(sink)
                .named("out");
        return job;
    }

    private NumberSource source() {
        return new NumberSource(
                COUNT, 2, false, n -> n < COUNT / 2 || completed.get() >= 1, n -> readings.incrementAndGet());
    }

    private void countCheckpoints() {
        JOURNAL.script((persistenceId, events) -> {
            if (events.stream().anyMatch(CheckpointEvent.CheckpointCompleted.class::isInstance)) {
                completed.incrementAndGet();
            }
            return JournalScript.stored();
        });
    }

    private static JobEnd end(JobHandle handle) throws Exception {
        return handle.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void stepBehindAnEdgeWithoutKeysRestartsWithoutItsSource() throws Exception {
        countCheckpoints();
        FailOnce failures = new FailOnce(3);
        MemorySink<Long> sink = new MemorySink<>(false);

        JobHandle handle = Penstock.get(kit().system())
                .run(forward(source(), n -> failures.when(completed.get() >= 1 && n % 1000 == 999), sink));

        assertThat(end(handle)).isInstanceOf(JobEnd.Finished.class);
        assertThat(failures.failures()).isEqualTo(3);
        assertThat(readings).as("numbers that were read").hasValue((int) COUNT);
        assertThat(sink.visible())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, COUNT).boxed().toList());
    }

    @Test
    void writeThatTheJournalRefusesRestartsTheSender() throws Exception {
        FailOnce refused = new FailOnce(2);
        JOURNAL.script((persistenceId, events) -> {
            if (events.stream().anyMatch(CheckpointEvent.CheckpointCompleted.class::isInstance)) {
                completed.incrementAndGet();
            }
            return CompletableFuture.completedStage(
                    persistenceId.contains(EDGE) && completed.get() >= 1 && refused.isDue()
                            ? JournalScript.Outcome.FAILED
                            : JournalScript.Outcome.STORED);
        });
        MemorySink<Long> sink = new MemorySink<>(false);

        JobHandle handle = Penstock.get(kit().system()).run(forward(source(), n -> {}, sink));

        assertThat(end(handle)).isInstanceOf(JobEnd.Finished.class);
        assertThat(refused.failures()).isEqualTo(2);
        assertThat(handle.status().restarts()).isPositive();
        assertThat(sink.visible())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, COUNT).boxed().toList());
    }

    /** What waits for a journal that does not answer is bounded; the source waits with it. */
    @Test
    void journalThatDoesNotAnswerHoldsBackTheSource() throws Exception {
        CompletableFuture<JournalScript.Outcome> answer = new CompletableFuture<>();
        JOURNAL.script((persistenceId, events) -> persistenceId.contains(EDGE) ? answer : JournalScript.stored());
        completed.set(1);
        var slow = kit("penstock.task.journaled-bytes = 1KiB");
        try {
            MemorySink<Long> sink = new MemorySink<>(false);
            JobHandle handle = Penstock.get(slow.system()).run(forward(source(), n -> {}, sink));

            await().until(() -> handle.status().operators().get(0).backpressured() == 2);
            assertThat(readings.get()).isLessThan((int) COUNT / 2);

            answer.complete(JournalScript.Outcome.STORED);
            assertThat(end(handle)).isInstanceOf(JobEnd.Finished.class);
            assertThat(sink.visible()).hasSize((int) COUNT);
        } finally {
            slow.shutdownTestKit();
        }
    }

    @Test
    void entriesThatNoKeptCheckpointNeedsAreDeleted() throws Exception {
        countCheckpoints();
        MemorySink<Long> sink = new MemorySink<>(false);
        AtomicInteger open = new AtomicInteger();
        NumberSource source = new NumberSource(COUNT, 2, false, n -> n < open.get(), n -> {});
        JobHandle handle = Penstock.get(kit().system()).run(forward(source, n -> {}, sink));
        for (int i = 1000; i <= COUNT / 2; i += 1000) {
            int limit = i;
            open.set(limit);
            await().until(() -> sink.visible().size() == limit);
        }

        await().untilAsserted(() -> assertThat(JOURNAL.events("penstock|" + name + "|numbers|edge|0|0|0").stream()
                        .filter(LogEntry.class::isInstance))
                .hasSizeLessThan(100));
        handle.stop();
        end(handle);
    }

    /** No restart would help. */
    @Test
    void recordThatCannotBeWrittenSuspendsTheJobAndSaysWhatToDo() throws Exception {
        interval = Duration.ofHours(1);
        Job job = Job.named(name).parallelism(1);
        job.from(NumberSource.upTo(10, 1))
                .named("numbers")
                .map(Opaque::new)
                .named("opaque")
                .journaled()
                .to(new MemorySink<Opaque>(false))
                .named("out");

        JobEnd end = end(Penstock.get(kit().system()).run(job));

        assertThat(end).isInstanceOfSatisfying(JobEnd.Suspended.class, suspended -> assertThat(suspended.toString())
                .contains(Opaque.class.getName())
                .contains("Make its class a record"));
    }

    private static final class Opaque {
        private final long number;

        Opaque(long number) {
            this.number = number;
        }

        @Override
        public String toString() {
            return List.of(number).toString();
        }
    }
}
