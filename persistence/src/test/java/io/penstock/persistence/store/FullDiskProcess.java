package io.penstock.persistence.store;

import io.penstock.persistence.Durability;
import io.penstock.persistence.chronicle.ChronicleRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fills a small disk with nothing reserved, so that the write that fails is the kernel's; then makes room and writes on.
 * In a process of its own, since the JVM may report the fault where it likes.
 */
final class FullDiskProcess {

    private FullDiskProcess() {}

    /** Arguments: journal directory, file to delete for room, seeing or blind. Prints {@code full <acknowledged>} and {@code done <acknowledged>}. */
    public static void main(String[] args) throws Exception {
        StoreSettings settings = StoreFixture.settings(Path.of(args[0]), Durability.DISK);
        // Blind: as if somebody else filled the disk between the look at it and the write.
        Disk disk = args[2].equals("blind")
                ? () -> Long.MAX_VALUE
                : Disk.of(Path.of(args[0]).resolve("..").normalize());
        JournalStore store = JournalStore.open(settings, ChronicleRun::start, disk);
        long acknowledged = 0;
        Throwable failure = null;
        while (failure == null) {
            failure = write(store, acknowledged + 1);
            if (failure == null) {
                acknowledged++;
            }
        }
        System.out.println("full " + acknowledged + " " + failure);
        Files.delete(Path.of(args[1]));
        long until = acknowledged + 20;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (acknowledged < until && System.nanoTime() < deadline) {
            // The highest number says whether the write that failed counts.
            long next = store.highestSequenceNr("a") + 1;
            if (write(store, next) == null) {
                acknowledged = next;
            }
        }
        store.close();
        System.out.println("done " + acknowledged);
    }

    @Nullable
    private static Throwable write(JournalStore store, long sequenceNr) throws Exception {
        try {
            store.write("a", List.of(StoreFixture.event(sequenceNr, CrashWriter.payload(0, sequenceNr))))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
