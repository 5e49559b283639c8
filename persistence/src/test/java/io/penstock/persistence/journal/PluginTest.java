package io.penstock.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import io.penstock.persistence.store.JournalStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void persistentActorRecoversInAnotherActorSystem() {
        for (int round = 0; round < 3; round++) {
            ActorTestKit kit = ActorTestKit.create(config(directory));
            try {
                TestProbe<List<String>> probe = kit.createTestProbe();
                ActorRef<Notebook.Command> notebook = kit.spawn(Notebook.create(PersistenceId.ofUniqueId("book"), 0));
                for (int i = 0; i < 5; i++) {
                    notebook.tell(new Notebook.Add("r" + round + "n" + i, probe.ref()));
                    probe.receiveMessage(Duration.ofSeconds(20));
                }
                notebook.tell(new Notebook.Get(probe.ref()));
                assertThat(probe.receiveMessage()).hasSize(5 * (round + 1));
            } finally {
                kit.shutdownTestKit();
            }
        }
    }

    @Test
    void deletesEventsBehindPekkoSnapshotsAndRecovers() throws Exception {
        for (int round = 0; round < 3; round++) {
            ActorTestKit kit = ActorTestKit.create(config(directory));
            try {
                TestProbe<List<String>> probe = kit.createTestProbe();
                ActorRef<Notebook.Command> notebook = kit.spawn(Notebook.create(PersistenceId.ofUniqueId("book"), 10));
                for (int i = 0; i < 55; i++) {
                    notebook.tell(new Notebook.Add("r" + round + "n" + i, probe.ref()));
                    probe.receiveMessage(Duration.ofSeconds(20));
                }
                notebook.tell(new Notebook.Get(probe.ref()));
                assertThat(probe.receiveMessage()).hasSize(55 * (round + 1));
            } finally {
                kit.shutdownTestKit();
                kit.system().getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void twoActorSystemsWithDirectoriesOfTheirOwnRunSideBySideAndABlockMayInherit() {
        Config own = ConfigFactory.parseString("my-journal = ${penstock.journal} { dir = \"" + directory.resolve("mine")
                        + "\" }\n" + "pekko.persistence.journal.plugin = my-journal")
                .withFallback(config(directory.resolve("second")))
                .resolve();
        ActorTestKit first = ActorTestKit.create(config(directory.resolve("first")));
        ActorTestKit second = ActorTestKit.create(own);
        try {
            for (ActorTestKit kit : List.of(first, second)) {
                TestProbe<List<String>> probe = kit.createTestProbe();
                kit.spawn(Notebook.create(PersistenceId.ofUniqueId("book"), 0))
                        .tell(new Notebook.Add("n", probe.ref()));
                assertThat(probe.receiveMessage(Duration.ofSeconds(20))).containsExactly("n");
            }
            assertThat(directory.resolve("mine").resolve("catalog")).exists();
        } finally {
            first.shutdownTestKit();
            second.shutdownTestKit();
        }
    }

    @Test
    void classesThatAreNamedAreForcedWithWhatFollows() throws Exception {
        assertThat(forcesOfFiveEvents("named", Notebook.Added.class.getName())).isZero();
        assertThat(forcesOfFiveEvents("not-named", "com.example.AnotherEvent")).isEqualTo(5);
    }

    private long forcesOfFiveEvents(String name, String later) {
        Config config = ConfigFactory.parseMap(
                        Map.of("penstock.journal.force-later." + ConfigUtil.quoteString(later), "on"))
                .withFallback(config(directory.resolve(name)))
                .resolve();
        ActorTestKit kit = ActorTestKit.create(config);
        try {
            TestProbe<List<String>> probe = kit.createTestProbe();
            ActorRef<Notebook.Command> notebook = kit.spawn(Notebook.create(PersistenceId.ofUniqueId("book"), 0));
            ActorSystem classic = kit.system().classicSystem();
            JournalStore store = OpenJournals.of(classic)
                    .take(kit.system().settings().config().getConfig("penstock.journal"), "penstock.journal");
            for (int i = 0; i < 5; i++) {
                notebook.tell(new Notebook.Add("n" + i, probe.ref()));
                assertThat(probe.receiveMessage(Duration.ofSeconds(20))).hasSize(i + 1);
            }
            long forces = store.commits();
            OpenJournals.of(classic).release(store);
            return forces;
        } finally {
            kit.shutdownTestKit();
        }
    }

    @Test
    void aPersistentActorIsToldAtOnceThatTheDirectoryHasAnOwner() {
        ActorTestKit first = ActorTestKit.create(config(directory));
        ActorTestKit second = ActorTestKit.create(config(directory));
        try {
            TestProbe<List<String>> probe = first.createTestProbe();
            first.spawn(Notebook.create(PersistenceId.ofUniqueId("book"), 0)).tell(new Notebook.Add("n", probe.ref()));
            probe.receiveMessage(Duration.ofSeconds(20));
            LoggingTestKit.error("The journal plugin penstock.journal cannot be used: The directory")
                    .withMessageRegex(".*is in use by this process itself \\(pid "
                            + ProcessHandle.current().pid() + ".*")
                    .expect(second.system(), () -> {
                        ActorRef<Notebook.Command> notebook =
                                second.spawn(Notebook.create(PersistenceId.ofUniqueId("book"), 0));
                        second.createTestProbe().expectTerminated(notebook, Duration.ofSeconds(20));
                        return notebook;
                    });
        } finally {
            first.shutdownTestKit();
            second.shutdownTestKit();
        }
    }

    @Test
    void anIllegalDurabilityNamesKeyAndLegalValues() {
        Config config = config(directory).getConfig("penstock.journal");
        assertThatThrownBy(() -> JournalSettings.of(
                        config.withValue("durability", ConfigValueFactory.fromAnyRef("maybe")), "penstock.journal"))
                .hasMessageContaining("penstock.journal.durability = \"maybe\"")
                .hasMessageContaining("disk")
                .hasMessageContaining("process");
    }

    static Config config(Path directory) {
        return ConfigFactory.parseString("""
                        pekko.persistence.journal.plugin = "penstock.journal"
                        pekko.persistence.snapshot-store.plugin = "penstock.snapshot-store"
                        pekko.actor.allow-java-serialization = on
                        pekko.actor.warn-about-java-serializer-usage = off
                        penstock.journal { block-size = 1 MiB, chunk-size = 64 KiB, segment-size = 256 KiB, min-free = 1 MiB }
                        penstock.snapshot-store.min-free = 1 MiB
                        """
                        + "penstock.journal.dir = \"" + directory.resolve("journal")
                        + "\"\npenstock.snapshot-store.dir = \"" + directory.resolve("snapshots") + "\"\n")
                .withFallback(ConfigFactory.load());
    }
}
