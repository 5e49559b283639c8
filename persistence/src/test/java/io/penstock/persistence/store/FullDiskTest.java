package io.penstock.persistence.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.persistence.Durability;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The disk is really full: a tmpfs of 24 MiB. {@code JournalStoreTest} has the case where min-free holds it off. */
class FullDiskTest {
    private static final Logger LOG = LoggerFactory.getLogger(FullDiskTest.class);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"seeing", "blind"})
    void losesNothingAcknowledgedAndWorksAgainOnceThereIsRoomOnTmpfsOrNotesThatMountIsNotAllowed(String sight)
            throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        if (!Jvm.works("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString())) {
            LOG.warn("This machine does not allow mounting a tmpfs: only the case of min-free is tested.");
            return;
        }
        try {
            fillAndMakeRoom(disk, sight);
        } finally {
            assertThat(Jvm.works("umount", disk.toString())).isTrue();
        }
    }

    private void fillAndMakeRoom(Path disk, String sight) throws IOException, InterruptedException {
        Path filler = disk.resolve("filler");
        Files.write(filler, new byte[12 << 20]);
        Path journal = disk.resolve("journal");
        Process process = Jvm.start(
                List.of(),
                FullDiskProcess.class,
                directory.resolve("errors").toFile(),
                journal.toString(),
                filler.toString(),
                sight);
        List<String> lines;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines = out.lines()
                    .filter(line -> line.startsWith("full ") || line.startsWith("done "))
                    .toList();
        }
        assertThat(process.waitFor()).as("%s", lines).isZero();
        assertThat(lines).hasSize(2);
        LOG.info("{}", lines);
        long full = Long.parseLong(lines.get(0).split(" ", -1)[1]);
        long done = Long.parseLong(lines.get(1).split(" ", -1)[1]);
        assertThat(full).isGreaterThan(100);
        assertThat(done).isGreaterThanOrEqualTo(full + 20);
        try (JournalStore store =
                StoreFixture.open(StoreFixture.checkingAll(StoreFixture.settings(journal, Durability.DISK)))) {
            List<Long> numbers = new ArrayList<>();
            store.replay("a", 1, Long.MAX_VALUE, read -> {
                numbers.add(read.event().sequenceNr());
                assertThat(read.event().payload().bytes())
                        .isEqualTo(CrashWriter.payload(0, read.event().sequenceNr()));
                return true;
            });
            assertThat(numbers).hasSize((int) done);
        }
    }
}
