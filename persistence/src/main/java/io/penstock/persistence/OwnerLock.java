package io.penstock.persistence;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The right to write into a directory, held by the kernel's lock on the file {@value #LOCK_FILE}. The lock goes with the
 * process however it ends, so a pid that is used again (1, in a container) cannot be mistaken for the owner; the pid in
 * {@value #OWNER_FILE} is only for messages.
 *
 * <p>Closing any descriptor of a POSIX-locked file drops the lock of the whole process. So this JVM never opens the lock
 * file of a directory it owns a second time: {@link #HELD} is asked first, and the owner's name is in a file of its own.
 *
 * <p>Internal: public for the other packages of this module.
 */
public final class OwnerLock implements Closeable {
    private static final String LOCK_FILE = "owner.lock";
    private static final String OWNER_FILE = "owner";
    /** A probe holds the lock for an instant; an owner-to-be outwaits it. */
    private static final int ATTEMPTS = 10;

    private static final long ATTEMPT_NANOS = 30_000_000L;

    private static final Map<Path, JournalOwner> HELD = new HashMap<>();

    private final Path directory;
    private final FileChannel channel;

    private OwnerLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Takes a directory that exists.
     *
     * @throws JournalInUseException if it has an owner
     */
    public static OwnerLock take(Path directory) throws IOException {
        Path real = directory.toRealPath();
        synchronized (HELD) {
            JournalOwner held = HELD.get(real);
            if (held != null) {
                throw new JournalInUseException(real, held);
            }
            FileChannel channel =
                    FileChannel.open(real.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (!locked(channel)) {
                    throw new JournalInUseException(real, readOwner(real));
                }
                JournalOwner owner = new JournalOwner(ProcessHandle.current().pid(), hostName(), Instant.now(), true);
                Files.writeString(
                        real.resolve(OWNER_FILE), owner.pid() + "\n" + owner.host() + "\n" + owner.since() + "\n");
                HELD.put(real, owner);
                return new OwnerLock(real, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }
    }

    static Optional<JournalOwner> probe(Path directory) throws IOException {
        Path real = directory.toRealPath();
        synchronized (HELD) {
            JournalOwner held = HELD.get(real);
            if (held != null) {
                return Optional.of(held);
            }
            Path file = real.resolve(LOCK_FILE);
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                // Shared, so that two probes do not take each other for an owner.
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
                return lock == null ? Optional.of(readOwner(real)) : Optional.empty();
            } catch (OverlappingFileLockException e) {
                return Optional.of(readOwner(real));
            }
        }
    }

    /** Gives the directory back. */
    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            HELD.remove(directory);
            channel.close();
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (tryLock(channel) != null) {
                return true;
            }
            LockSupport.parkNanos(ATTEMPT_NANOS);
        }
        return false;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by another class loader's copy of this class.
            return null;
        }
    }

    private static JournalOwner readOwner(Path directory) throws IOException {
        try {
            String[] lines = Files.readString(directory.resolve(OWNER_FILE)).split("\n", -1);
            if (lines.length >= 3) {
                long pid = Long.parseLong(lines[0]);
                return new JournalOwner(
                        pid,
                        lines[1],
                        Instant.parse(lines[2]),
                        pid == ProcessHandle.current().pid() && lines[1].equals(hostName()));
            }
        } catch (NoSuchFileException | NumberFormatException | DateTimeException e) {
            // The owner is between taking the lock and writing its name: there is one, and that is the answer.
            return new JournalOwner(0, "", Instant.now(), false);
        }
        return new JournalOwner(0, "", Instant.now(), false);
    }

    private static String hostName() {
        String fromEnvironment = System.getenv("HOSTNAME");
        if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
            return fromEnvironment;
        }
        try {
            // Not through InetAddress: that would ask a name server.
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).trim();
        } catch (IOException e) {
            return "";
        }
    }
}
