package io.penstock.connector.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.codec.Codecs;
import io.penstock.connector.Guarantee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Jobs between streams and actors, with failures in between. */
class StreamsJobTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("""
                    pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
                    pekko.persistence.snapshot-store.plugin = "pekko.persistence.snapshot-store.local"
                    pekko.persistence.snapshot-store.local.dir = "target/snapshots"
                    pekko.persistence.typed.stash-overflow-strategy = fail
                    penstock.job.restart { max-restarts = 20, min-backoff = 1ms, max-backoff = 5ms }
                    penstock.checkpoint.interval = 20ms
                    """).withFallback(ConfigFactory.load()));
    private static final AtomicInteger JOBS = new AtomicInteger();

    private final String name = "streams-" + JOBS.incrementAndGet();
    private final Queue<Long> received = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failures = new AtomicInteger();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** Fails once for each of these records, when it comes for the first time. */
    private long failOnceAt(Set<Long> numbers, Set<Long> failed, long number) {
        if (numbers.contains(number) && failed.add(number)) {
            failures.incrementAndGet();
            throw new IllegalStateException("fails once at " + number);
        }
        return number;
    }

    private StreamsSink<Long> confirmedSink() {
        return StreamsSink.confirmed(KIT.system(), () -> Flow.<Long>create()
                .mapAsync(4, number -> CompletableFuture.supplyAsync(() -> received.add(number))));
    }

    private static List<Long> numbers(long count) {
        return LongStream.range(0, count).boxed().toList();
    }

    private static JobEnd end(JobHandle handle) throws Exception {
        return handle.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void aResumableStreamGoesOnBehindItsLastCheckpoint() throws Exception {
        Set<Long> failed = ConcurrentHashMap.newKeySet();
        List<Long> begins = new CopyOnWriteArrayList<>();
        Job job = Job.named(name).parallelism(1);
        job.from(StreamsSource.<Long, Long>resumable(
                                KIT.system(),
                                position -> {
                                    long from = position.orElse(0L);
                                    begins.add(from);
                                    return Source.range((int) from, 4999)
                                            .throttle(1000, Duration.ofMillis(20))
                                            .map(n -> new Positioned<>((long) n, n + 1L));
                                },
                                Codecs.LONG)
                        .bounded())
                .named("query")
                .map(n -> failOnceAt(Set.of(2500L, 4000L), failed, n))
                .to(confirmedSink())
                .named("out");

        assertThat(end(Penstock.get(KIT.system()).run(job))).isInstanceOf(JobEnd.Finished.class);

        assertThat(new HashSet<>(received)).containsExactlyInAnyOrderElementsOf(numbers(5000));
        assertThat(failures).hasValue(2);
        assertThat(begins).hasSize(3).startsWith(0L);
    }

    /** A broker in memory: what is not acknowledged when the stream ends, it gives to the next. */
    @Test
    void elementsAreAcknowledgedOnceTheyAreSafeAndRecognizedWhenTheyComeAgain() throws Exception {
        Set<Long> failed = ConcurrentHashMap.newKeySet();
        Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
        Job job = Job.named(name).parallelism(1).require(Guarantee.AT_LEAST_ONCE);
        job.from(StreamsSource.<Long, Long>acknowledged(
                                KIT.system(),
                                () -> Source.from(numbers(3000).stream()
                                                .filter(n -> !acknowledged.contains(n))
                                                .toList())
                                        .throttle(1000, Duration.ofMillis(20)),
                                n -> n,
                                n -> {
                                    acknowledged.add(n);
                                    return CompletableFuture.completedStage(Done.getInstance());
                                },
                                Codecs.LONG)
                        .bounded())
                .named("broker")
                .deduplicate(n -> n, Duration.ofHours(1))
                .named("once")
                .map(n -> failOnceAt(Set.of(700L, 1900L), failed, n))
                .to(confirmedSink())
                .named("out");

        assertThat(end(Penstock.get(KIT.system()).run(job))).isInstanceOf(JobEnd.Finished.class);

        assertThat(acknowledged).containsExactlyInAnyOrderElementsOf(numbers(3000));
        assertThat(new HashSet<>(received)).containsExactlyInAnyOrderElementsOf(numbers(3000));
        assertThat(failures).hasValue(2);
    }

    @Test
    void aStreamThatFailsIsRunAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Job job = Job.named(name).parallelism(1);
        job.from(StreamsSource.of(
                                KIT.system(),
                                () -> runs.incrementAndGet() == 1
                                        ? Source.<Long>failed(new IllegalStateException("connection lost"))
                                        : Source.from(numbers(10)),
                                Codecs.LONG)
                        .bounded())
                .to(confirmedSink());

        assertThat(end(Penstock.get(KIT.system()).run(job))).isInstanceOf(JobEnd.Finished.class);

        assertThat(received).containsExactlyInAnyOrderElementsOf(numbers(10));
        assertThat(runs).hasValue(2);
    }

    @Test
    void offersAreAnsweredWhenTheyAreSafeAndProcessedOnceInSpiteOfFailures() throws Exception {
        Set<Long> failed = ConcurrentHashMap.newKeySet();
        OfferedSource<Long> offered = OfferedSource.of(Codecs.LONG, 100);
        Job job = Job.named(name).parallelism(1);
        job.from(offered)
                .named("offers")
                .map(n -> failOnceAt(Set.of(50L, 500L), failed, n))
                .to(confirmedSink())
                .named("out");
        JobHandle handle = Penstock.get(KIT.system()).run(job);

        for (long n = 0; n < 1000; n += 50) {
            List<CompletableFuture<Done>> answers = new ArrayList<>();
            for (long i = n; i < n + 50; i++) {
                answers.add(offered.offer(i).toCompletableFuture());
            }
            for (CompletableFuture<Done> answer : answers) {
                answer.get(30, TimeUnit.SECONDS);
            }
        }
        offered.complete();

        assertThat(end(handle)).isInstanceOf(JobEnd.Finished.class);
        assertThat(new HashSet<>(received)).containsExactlyInAnyOrderElementsOf(numbers(1000));
        assertThat(failures).hasValue(2);
    }

    @Test
    void anActorOffersAndAnActorReceives() throws Exception {
        OfferedSource<String> offered = OfferedSource.of(String.class);
        ActorRef<OfferedSource.Offer<String>> in = KIT.spawn(offered.behavior());
        Queue<String> words = new ConcurrentLinkedQueue<>();
        ActorRef<ActorSink.Batch<String>> out = KIT.spawn(Behaviors.receiveMessage(batch -> {
            words.addAll(batch.records());
            batch.replyTo().tell(StatusReply.ack());
            return Behaviors.same();
        }));
        Job job = Job.named(name).parallelism(1);
        job.from(offered).map(word -> word + "!").to(ActorSink.to(KIT.system(), out, Duration.ofSeconds(10)));
        JobHandle handle = Penstock.get(KIT.system()).run(job);

        Done answer = AskPattern.<OfferedSource.Offer<String>, Done>askWithStatus(
                        in,
                        replyTo -> new OfferedSource.Offer<>("hello", replyTo),
                        Duration.ofSeconds(30),
                        KIT.system().scheduler())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);

        assertThat(answer).isEqualTo(Done.getInstance());
        await().untilAsserted(() -> assertThat(words).containsExactly("hello!"));
        handle.stop();
        assertThat(end(handle)).isInstanceOf(JobEnd.Stopped.class);
    }

    @Test
    void anActorThatRefusesFailsTheTaskAndIsSentTheRecordsAgain() throws Exception {
        AtomicInteger batches = new AtomicInteger();
        ActorRef<ActorSink.Batch<Long>> out = KIT.spawn(Behaviors.receiveMessage(batch -> {
            if (batches.incrementAndGet() == 1) {
                batch.replyTo().tell(StatusReply.error("not now"));
            } else {
                received.addAll(batch.records());
                batch.replyTo().tell(StatusReply.ack());
            }
            return Behaviors.same();
        }));
        Job job = Job.named(name).parallelism(1);
        job.from(StreamsSource.<Long, Long>resumable(
                                KIT.system(),
                                position -> Source.from(numbers(100))
                                        .map(n -> new Positioned<>(n, n + 1))
                                        .drop(position.orElse(0L)),
                                Codecs.LONG)
                        .bounded())
                .to(ActorSink.to(KIT.system(), out, Duration.ofSeconds(10)));

        JobHandle handle = Penstock.get(KIT.system()).run(job);

        assertThat(end(handle)).isInstanceOf(JobEnd.Finished.class);
        assertThat(new HashSet<>(received)).containsExactlyInAnyOrderElementsOf(numbers(100));
        assertThat(handle.status().restarts()).isPositive();
    }

    @Test
    void aPlainSinkIsWrittenAsFastAsItTakes() throws Exception {
        Job job = Job.named(name).parallelism(1);
        job.from(StreamsSource.<Long, Long>resumable(
                                KIT.system(),
                                position -> Source.from(numbers(1000)).map(n -> new Positioned<>(n, n + 1)),
                                Codecs.LONG)
                        .bounded())
                .to(StreamsSink.of(KIT.system(), () -> Flow.<Long>create()
                        .throttle(500, Duration.ofMillis(10))
                        .to(Sink.foreach(received::add))));

        assertThat(end(Penstock.get(KIT.system()).run(job))).isInstanceOf(JobEnd.Finished.class);

        await().untilAsserted(() -> assertThat(received).containsExactlyElementsOf(numbers(1000)));
    }
}
