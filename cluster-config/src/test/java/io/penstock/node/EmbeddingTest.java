package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.serialization.SerializationExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application with a guardian, a dispatcher, a journal and a persistent actor of its own runs jobs beside its work. */
class EmbeddingTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** The order of what happens, by one counter for all. */
    private final AtomicLong moments = new AtomicLong();

    private final AtomicLong lastRead = new AtomicLong();
    private final AtomicLong lastPrepared = new AtomicLong();
    private final AtomicLong lastCommitted = new AtomicLong();
    private final AtomicLong guardianStopped = new AtomicLong();
    private final KeepingSink<Long> first = new KeepingSink<>(() -> {}, () -> {});
    private final KeepingSink<Long> second = new KeepingSink<>(() -> now(lastPrepared), () -> now(lastCommitted));

    @SuppressWarnings("NullAway.Init")
    private ActorSystem<Work> system;

    /** What the application does by itself: a book that counts its lines. */
    sealed interface Work {
        record Write(String line, ActorRef<Long> replyTo) implements Work {}
    }

    private static final class Book extends EventSourcedBehavior<Work, String, Long> {
        Book() {
            super(PersistenceId.ofUniqueId("book"));
        }

        @Override
        public Long emptyState() {
            return 0L;
        }

        @Override
        public CommandHandler<Work, String, Long> commandHandler() {
            return newCommandHandlerBuilder()
                    .forAnyState()
                    .onCommand(
                            Work.Write.class,
                            (lines, write) -> Effect().persist(write.line()).thenReply(write.replyTo(), after -> after))
                    .build();
        }

        @Override
        public EventHandler<Long, String> eventHandler() {
            return (lines, line) -> lines + 1;
        }
    }

    private Behavior<Work> guardian() {
        return Behaviors.setup(context -> {
            ActorRef<Work> book =
                    context.spawn(new Book(), "book", Props.empty().withDispatcherFromConfig("app-dispatcher"));
            return Behaviors.receive(Work.class)
                    .onAnyMessage(work -> {
                        book.tell(work);
                        return Behaviors.same();
                    })
                    .onSignal(PostStop.class, stop -> {
                        now(guardianStopped);
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private void now(AtomicLong moment) {
        moment.set(moments.incrementAndGet());
    }

    private Config config() {
        return ConfigFactory.parseString("""
                pekko {
                  loglevel = "WARNING"
                  persistence {
                    journal.plugin = "pekko.persistence.journal.inmem"
                    snapshot-store.plugin = "pekko.persistence.snapshot-store.local"
                    typed.stash-overflow-strategy = fail
                  }
                }
                app-dispatcher { type = Dispatcher, executor = "thread-pool-executor"
                  thread-pool-executor.fixed-pool-size = 1 }
                penstock {
                  job { journal-plugin = "penstock.journal", snapshot-plugin = "penstock.snapshot-store" }
                  journal { block-size = 1 MiB, chunk-size = 64 KiB, segment-size = 256 KiB, min-free = 1 MiB }
                  snapshot-store.min-free = 1 MiB
                }
                """)
                .withFallback(ConfigFactory.parseMap(Map.of(
                        "penstock.journal.dir", directory.resolve("journal").toString(),
                        "penstock.snapshot-store.dir",
                                directory.resolve("snapshots").toString(),
                        "pekko.persistence.snapshot-store.local.dir",
                                directory.resolve("app-snapshots").toString())))
                .withFallback(ConfigFactory.load());
    }

    @BeforeEach
    void startApplication() {
        system = ActorSystem.create(guardian(), "application", config());
    }

    @AfterEach
    void stopApplication() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private long write(String line) throws Exception {
        return AskPattern.<Work, Long>ask(
                        system, replyTo -> new Work.Write(line, replyTo), Duration.ofSeconds(20), system.scheduler())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static JobHandle run(ActorSystem<?> in, String name, KeepingSink<Long> sink, Runnable onRead) {
        Job job = Job.named(name).checkpointEvery(Duration.ofMillis(20));
        job.from(new CountingSource(Long.MAX_VALUE, () -> Long.MAX_VALUE, onRead))
                .named("numbers")
                .to(sink)
                .named("kept");
        return Penstock.get(in).run(job);
    }

    private JobHandle runFirst() {
        return run(system, "first", first, () -> {});
    }

    private JobHandle runSecond() {
        return run(system, "second", second, () -> now(lastRead));
    }

    private static void awaitMore(KeepingSink<Long> sink) {
        int before = sink.committed().size();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> sink.committed().size() > before);
    }

    private static JobEnd end(JobHandle handle) throws Exception {
        return handle.end().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void jobIsStoppedWhileAnotherAndTheApplicationGoOn() throws Exception {
        assertThat(write("one")).isEqualTo(1);
        JobHandle one = runFirst();
        JobHandle two = runSecond();
        awaitMore(first);
        awaitMore(second);

        one.stop();

        assertThat(end(one)).isInstanceOf(JobEnd.Stopped.class);
        awaitMore(second);
        assertThat(two.end().toCompletableFuture()).isNotDone();
        assertThat(write("two")).isEqualTo(2);
    }

    @Test
    void stoppedJobGoesOnWhereItStopped() throws Exception {
        JobHandle one = runFirst();
        awaitMore(first);
        one.stop();
        end(one);

        JobHandle again = runFirst();
        awaitMore(first);
        again.stop();
        end(again);

        assertGapless(first.committed());
    }

    private static void assertGapless(List<Long> numbers) {
        assertThat(numbers)
                .containsExactlyElementsOf(
                        LongStream.range(0, numbers.size()).boxed().toList());
    }

    @Test
    void shutdownStopsSourcesFirstThenTakesALastCheckpointThenStopsActors() throws Exception {
        AtomicLong servicesStopped = new AtomicLong();
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseBeforeClusterShutdown(), "services-stopped", () -> {
                    now(servicesStopped);
                    return CompletableFuture.completedFuture(Done.getInstance());
                });
        JobHandle two = runSecond();
        awaitMore(second);

        CoordinatedShutdown.get(system)
                .runAll(CoordinatedShutdown.unknownReason())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);

        assertThat(end(two)).isInstanceOf(JobEnd.Stopped.class);
        assertThat(List.of(
                        lastRead.get(),
                        lastPrepared.get(),
                        lastCommitted.get(),
                        servicesStopped.get(),
                        guardianStopped.get()))
                .isSorted();
        assertGapless(second.committed());
    }

    @Test
    void makesNoActorSystemOfItsOwn() throws Exception {
        write("one");
        Set<String> before = schedulers();

        runFirst();
        awaitMore(first);

        assertThat(schedulers()).isEqualTo(before);
    }

    /** Every actor system has one scheduler thread, named after it. */
    private static Set<String> schedulers() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("-scheduler-"))
                .collect(Collectors.toSet());
    }

    @Test
    void bindsSerializersForItsOwnClassesOnly() throws Exception {
        Config bindings = system.settings().config().getConfig("pekko.actor.serialization-bindings");

        assertThat(bindings.root().entrySet())
                .filteredOn(binding ->
                        String.valueOf(binding.getValue().unwrapped()).startsWith("penstock"))
                .isNotEmpty()
                .allSatisfy(binding -> assertThat(binding.getKey()).startsWith("io.penstock."));
        assertThat(SerializationExtension.get(system)
                        .serializerFor(String.class)
                        .getClass()
                        .getName())
                .startsWith("org.apache.pekko.");
    }

    @Test
    void changesNoDispatcherOfTheApplication() throws Exception {
        URL reference = Collections.list(getClass().getClassLoader().getResources("reference.conf")).stream()
                .filter(url -> url.toString().contains("/pekko-actor_"))
                .findFirst()
                .orElseThrow();
        Config pekko = ConfigFactory.parseURL(reference)
                .resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true));
        Config ours = system.settings().config();

        for (String name : List.of("default-dispatcher", "internal-dispatcher", "default-blocking-io-dispatcher")) {
            String path = "pekko.actor." + name;
            assertThat(ours.getConfig(path)).as(path).isEqualTo(pekko.getConfig(path));
        }
    }

    @Test
    void writesToTheJournalItIsGiven() throws Exception {
        write("one");
        assertThat(directory.resolve("journal")).doesNotExist();

        runFirst();
        awaitMore(first);

        assertThat(directory.resolve("journal")).isNotEmptyDirectory();
    }
}
