package io.penstock.connector.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * A disk that loses its power at a chosen step, and with it whatever was not flushed: of a file any part behind what was
 * flushed, of a directory the names that were made or changed in it since.
 */
final class PowerLossDisk implements Disk {
    /** Ends the process that writes. */
    static final class PowerLoss extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final Random random;
    private final Map<Path, Long> flushed = new HashMap<>();
    private final Map<Path, Path> created = new LinkedHashMap<>();
    /** From the new name to the former one. */
    private final Map<Path, Path> renamed = new LinkedHashMap<>();

    private int stepsLeft = Integer.MAX_VALUE;

    PowerLossDisk(Random random) {
        this.random = random;
    }

    /** Lets so many steps succeed. */
    void failAfter(int steps) {
        stepsLeft = steps;
    }

    private void step() {
        if (stepsLeft-- <= 0) {
            stepsLeft = 0;
            throw new PowerLoss();
        }
    }

    /** What is found when the power is back. */
    void restart(boolean powerWasLost) throws IOException {
        stepsLeft = Integer.MAX_VALUE;
        if (powerWasLost) {
            for (Map.Entry<Path, Path> rename : renamed.entrySet()) {
                if (random.nextBoolean() && Files.exists(rename.getKey())) {
                    Files.createDirectories(rename.getValue().getParent());
                    Files.move(rename.getKey(), rename.getValue());
                }
            }
            for (Path file : created.keySet()) {
                if (random.nextBoolean()) {
                    Files.deleteIfExists(file);
                }
            }
            for (Map.Entry<Path, Long> file : flushed.entrySet()) {
                if (Files.exists(file.getKey())) {
                    try (FileChannel channel = FileChannel.open(file.getKey(), StandardOpenOption.WRITE)) {
                        long lost = channel.size() - file.getValue();
                        channel.truncate(file.getValue() + (long) (random.nextDouble() * (lost + 1)));
                    }
                }
            }
        }
        flushed.clear();
        created.clear();
        renamed.clear();
    }

    @Override
    public Output create(Path file) throws IOException {
        step();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        created.put(file, file.getParent());
        flushed.put(file, 0L);
        return new Output() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                step();
                channel.write(java.nio.ByteBuffer.wrap(bytes, 0, length));
            }

            @Override
            public void sync() throws IOException {
                step();
                flushed.put(file, channel.size());
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        step();
        Files.createDirectories(directory);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        step();
        REAL.move(from, to);
        renamed.put(to, from);
        Long length = flushed.remove(from);
        if (length != null) {
            flushed.put(to, length);
        }
        if (created.remove(from) != null) {
            created.put(to, to.getParent());
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        step();
        REAL.delete(path);
        flushed.remove(path);
        created.remove(path);
    }

    @Override
    public void syncDirectory(Path directory) {
        step();
        created.values().removeIf(directory::equals);
        renamed.keySet().removeIf(name -> directory.equals(name.getParent()));
    }
}
