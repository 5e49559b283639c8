package io.penstock.engine.savepoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobHandle;
import io.penstock.engine.MemorySink;
import io.penstock.engine.NumberSource;
import io.penstock.engine.clock.Clock;
import io.penstock.engine.fakes.ScriptedJournal;
import io.penstock.engine.savepoint.UpgradeReport.Finding;
import io.penstock.engine.savepoint.UpgradeReport.Line;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of several shapes held against a savepoint of one. */
@SuppressWarnings("SameNameButDifferent") // the same class, before and after a change of the program
class UpgradeCheckTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ScriptedJournal.config("upgrade").withFallback(ConfigFactory.load()));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path dir;

    @SuppressWarnings("NullAway.Init")
    private static SavepointFolder savepoint;

    static final class Before {
        record Sum(long key, int total) {}
    }

    static final class Widened {
        record Sum(long key, long total, long count) {}
    }

    static final class Changed {
        record Sum(long key, String total) {}
    }

    private static Job before() {
        Job job = Job.named("upgraded").parallelism(2).checkpointEvery(Duration.ofMillis(10));
        job.from(NumberSource.upTo(100, 2).holdingBack(50, () -> false))
                .named("numbers")
                .map(n -> new Before.Sum(n % 5, 1))
                .keyBy(Before.Sum::key)
                .reduce((a, b) -> new Before.Sum(a.key(), a.total() + b.total()), Before.Sum.class)
                .named("sums")
                .to(new MemorySink<>(false))
                .named("out");
        return job;
    }

    private static Job widened() {
        Job job = Job.named("upgraded").parallelism(3);
        job.from(NumberSource.upTo(100, 2))
                .named("numbers")
                .map(n -> new Widened.Sum(n % 5, 1, 1))
                .keyBy(Widened.Sum::key)
                .reduce((a, b) -> a, Widened.Sum.class)
                .named("sums")
                .to(new MemorySink<>(false))
                .named("out");
        return job;
    }

    private static Job changed() {
        Job job = Job.named("upgraded").parallelism(2);
        job.from(NumberSource.upTo(100, 2))
                .named("numbers")
                .map(n -> new Changed.Sum(n % 5, ""))
                .keyBy(Changed.Sum::key)
                .reduce((a, b) -> a, Changed.Sum.class)
                .named("sums")
                .to(new MemorySink<>(false))
                .named("out");
        return job;
    }

    private static Job renamed() {
        Job job = Job.named("upgraded").parallelism(2);
        job.from(NumberSource.upTo(100, 2))
                .named("numbers")
                .keyBy(n -> n % 5)
                .reduce(Long::sum, Long.class)
                .named("totals")
                .to(new MemorySink<>(false))
                .named("out");
        return job;
    }

    @BeforeAll
    static void takeSavepoint() throws Exception {
        JobHandle job = Penstock.get(KIT.system()).run(before());
        Awaitility.await()
                .until(() -> job.status().lastCheckpoint().isPresent()
                        && job.status().operators().get(2).recordsIn() == 50);
        job.stopWithSavepoint(dir.resolve("savepoint")).toCompletableFuture().get(20, TimeUnit.SECONDS);
        job.end().toCompletableFuture().get(20, TimeUnit.SECONDS);
        savepoint = SavepointFolder.open(dir.resolve("savepoint"));
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static UpgradeReport check(Job job, String... mayDrop) {
        return UpgradeCheck.of(savepoint, job.graph(1), 128, Set.of(mayDrop), Clock.system());
    }

    @Test
    void theSameJobRestoresEverything() {
        UpgradeReport report = check(before());

        assertThat(report.fits()).isTrue();
        assertThat(report.lines())
                .containsExactly(
                        new Line(Finding.RESTORES, "numbers", "source, parallelism 2"),
                        new Line(Finding.RESTORES, "sums", "reduce, parallelism 2"),
                        new Line(Finding.RESTORES, "out", "sink, parallelism 2"));
    }

    @Test
    void aClassThatCanStillBeReadIsShownInBothForms() {
        UpgradeReport report = check(widened());

        assertThat(report.fits()).isTrue();
        assertThat(report.lines()).contains(new Line(Finding.RESTORES, "sums", "reduce, parallelism 2 -> 3"));
        assertThat(report.lines())
                .filteredOn(line -> line.finding() == Finding.CHANGED)
                .singleElement()
                .satisfies(line -> assertThat(line.text())
                        .contains("can be read\nwritten as:", "total: int", "read as:", "total: long", "count: long"));
    }

    @Test
    void aClassThatCannotBeReadIsRefusedWithBothForms() {
        UpgradeReport report = check(changed());

        assertThat(report.fits()).isFalse();
        assertThat(report.lines())
                .filteredOn(line -> line.operator().equals("sums"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.finding()).isEqualTo(Finding.REFUSED);
                    assertThat(line.text()).contains("cannot be read", "total: int", "total: string");
                });
    }

    @Test
    void whatIsGoneIsRefusedUnlessItIsAllowedByName() {
        assertThat(check(renamed()).lines())
                .extracting(Line::finding, Line::operator)
                .contains(tuple(Finding.NEW, "totals"), tuple(Finding.REFUSED, "sums"));

        UpgradeReport allowed = check(renamed(), "sums");

        assertThat(allowed.fits()).isTrue();
        assertThat(allowed.lines())
                .extracting(Line::finding, Line::operator)
                .contains(tuple(Finding.NEW, "totals"), tuple(Finding.DROPPED, "sums"));
    }

    @Test
    void anotherNumberOfKeyGroupsIsRefused() {
        UpgradeReport report = UpgradeCheck.of(savepoint, before().graph(1), 64, Set.of(), Clock.system());

        assertThat(report.lines())
                .filteredOn(line -> line.finding() == Finding.REFUSED)
                .extracting(Line::text)
                .singleElement()
                .asString()
                .contains("the number of key groups was 128 and is 64");
    }

    @Test
    void manifestSaysInWordsHowEverythingIsWritten() {
        SavepointManifest manifest = savepoint.manifest();

        assertThat(manifest.schemas())
                .extracting(SavepointManifest.SchemaText::operator, SavepointManifest.SchemaText::what)
                .containsExactlyInAnyOrder(
                        tuple("numbers", "splits"),
                        tuple("sums", "key"),
                        tuple("sums", "state 'reduced'"),
                        tuple("out", "committables"));
        assertThat(manifest.tasks())
                .extracting(SavepointManifest.TaskFile::operator, SavepointManifest.TaskFile::index)
                .containsExactlyInAnyOrder(
                        tuple("numbers", 0),
                        tuple("numbers", 1),
                        tuple("sums", 0),
                        tuple("sums", 1),
                        tuple("out", 0),
                        tuple("out", 1));
    }

    @Test
    void aSavepointOfALaterFormatIsRefusedByItsNumber() throws Exception {
        Path later = Files.createDirectory(dir.resolve("later"));
        byte[] json = "{\"format\": 3}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Files.write(later.resolve(SavepointFolder.MANIFEST), json);
        Files.writeString(later.resolve(SavepointFolder.MANIFEST_CRC), SavepointFolder.crcOf(json));

        assertThatThrownBy(() -> SavepointFolder.open(later))
                .isInstanceOf(SavepointException.class)
                .isNotInstanceOf(DamagedSavepointException.class)
                .hasMessageContaining("has format 3, this version of Penstock reads formats 1 and 2");
    }

    /** A file that leads out of the folder would be read as the user who starts the job. */
    @Test
    void aManifestThatNamesAFileElsewhereIsRefused() {
        List<String> names = List.of("../secret", "/etc/passwd", "a/b");
        for (String name : names) {
            assertThatThrownBy(() -> savepoint.read(
                            new SavepointManifest.TaskFile("out", 0, name, 1, 1, "00000000"), chunk -> {}))
                    .as(name)
                    .isInstanceOf(DamagedSavepointException.class)
                    .hasMessageContaining("not in the folder");
        }
    }
}
