package io.penstock.persistence.snapshot;

import io.penstock.persistence.Durability;
import io.penstock.persistence.JournalFullException;
import io.penstock.persistence.OwnerLock;
import io.penstock.persistence.snapshot.SnapshotDescriptor.Content;
import io.penstock.persistence.store.DurableFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of a snapshot store: {@code <2 hex digits>/<hash of the persistence id>/<sequenceNr>-<timestamp>.snapshot}.
 * Nothing is kept in memory; opening does not depend on how much is there.
 *
 * <p>Calls for one persistence id must not overlap; calls for different ones may.
 */
final class SnapshotFiles implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFiles.class);
    private static final String EXTENSION = ".snapshot";

    private final Path directory;
    private final Durability durability;
    private final long minFreeBytes;
    private final boolean olderOnDamage;
    private final OwnerLock lock;

    /** One file by its name. */
    record Stored(Path file, long sequenceNr, long timestamp) {}

    private SnapshotFiles(
            Path directory, Durability durability, long minFreeBytes, boolean olderOnDamage, OwnerLock lock) {
        this.directory = directory;
        this.durability = durability;
        this.minFreeBytes = minFreeBytes;
        this.olderOnDamage = olderOnDamage;
        this.lock = lock;
    }

    static SnapshotFiles open(Path directory, Durability durability, long minFreeBytes, boolean olderOnDamage)
            throws IOException {
        Files.createDirectories(directory);
        SnapshotFiles files =
                new SnapshotFiles(directory, durability, minFreeBytes, olderOnDamage, OwnerLock.take(directory));
        LOG.info("Snapshot store {} is open: durability {}.", directory, durability.word());
        return files;
    }

    void save(Content content) throws IOException {
        long usable = Files.getFileStore(directory).getUsableSpace();
        long needed = content.payload().bytes().length + 4096L;
        if (usable - needed < minFreeBytes) {
            throw new JournalFullException(directory, usable, needed, minFreeBytes);
        }
        Path home = homeOf(content.persistenceId());
        boolean force = durability == Durability.DISK;
        if (!Files.isDirectory(home)) {
            Files.createDirectories(home);
            if (force) {
                DurableFiles.forceDirectory(home.resolve("..").normalize());
                DurableFiles.forceDirectory(directory);
            }
        }
        removeLeftovers(home);
        DurableFiles.replace(
                home.resolve(content.sequenceNr() + "-" + content.timestamp() + EXTENSION),
                SnapshotDescriptor.encode(content),
                force);
    }

    /** What a crash left unfinished. */
    private static void removeLeftovers(Path home) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                home, file -> DurableFiles.isLeftover(file.getFileName().toString()))) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** The newest that matches and, if the policy is so, is whole. */
    Optional<Content> newest(String persistenceId, Predicate<Stored> matching) throws IOException {
        for (Stored stored : list(persistenceId, matching)) {
            try {
                byte[] bytes = Files.readAllBytes(stored.file());
                Content content = SnapshotDescriptor.decode(stored.file(), bytes);
                if (!content.persistenceId().equals(persistenceId)) {
                    throw new IOException(stored.file() + " belongs to persistence id " + content.persistenceId()
                            + ", expected " + persistenceId + ".");
                }
                return Optional.of(content);
            } catch (NoSuchFileException e) {
                LOG.debug("{} was deleted while it was looked for", stored.file());
            } catch (IOException e) {
                if (!olderOnDamage) {
                    throw new IOException(
                            e.getMessage()
                                    + " Restore it from a backup, or remove it if the events before it still exist.",
                            e);
                }
                LOG.warn("{} Taking the next older snapshot of {}.", e.getMessage(), persistenceId);
            }
        }
        return Optional.empty();
    }

    void delete(String persistenceId, Predicate<Stored> matching) throws IOException {
        List<Stored> matched = list(persistenceId, matching);
        for (Stored stored : matched) {
            Files.deleteIfExists(stored.file());
        }
        if (!matched.isEmpty() && durability == Durability.DISK) {
            DurableFiles.forceDirectory(homeOf(persistenceId));
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    /** Those that match, newest first. */
    private List<Stored> list(String persistenceId, Predicate<Stored> matching) throws IOException {
        Path home = homeOf(persistenceId);
        List<Stored> found = new ArrayList<>();
        if (!Files.isDirectory(home)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(home)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (DurableFiles.isLeftover(name) || !name.endsWith(EXTENSION)) {
                    continue;
                }
                String stem = name.substring(0, name.length() - EXTENSION.length());
                int dash = stem.indexOf('-');
                Stored stored = new Stored(
                        file, Long.parseLong(stem.substring(0, dash)), Long.parseLong(stem.substring(dash + 1)));
                if (matching.test(stored)) {
                    found.add(stored);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw new IOException(
                    home + " holds a file whose name is not <sequenceNr>-<timestamp>" + EXTENSION + ". Remove it.", e);
        }
        found.sort(Comparator.comparingLong(Stored::sequenceNr)
                .thenComparingLong(Stored::timestamp)
                .reversed());
        return found;
    }

    private Path homeOf(String persistenceId) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(persistenceId.getBytes(StandardCharsets.UTF_8));
            String hex = HexFormat.of().formatHex(hash, 0, 16);
            return directory.resolve(hex.substring(0, 2)).resolve(hex);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
