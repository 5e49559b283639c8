package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system of a few MiB, part of it taken by a file that can be deleted to make room. */
record SmallDisk(Path path) implements AutoCloseable {
    private static final long LIMIT_SECONDS = 10;

    /** Mounts one on a new directory; skips the test where the machine does not allow it. */
    static SmallDisk mount(Path directory, int mebibytes, int taken) throws IOException, InterruptedException {
        Files.createDirectory(directory);
        assumeThat(works("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", directory.toString()))
                .as("a disk that can be filled: this machine does not allow mounting a tmpfs")
                .isTrue();
        SmallDisk disk = new SmallDisk(directory);
        Files.write(disk.filler(), new byte[taken << 20]);
        return disk;
    }

    void makeRoom() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return path.resolve("filler");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        assertThat(works("umount", path.toString())).as("umount %s", path).isTrue();
    }

    private static boolean works(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            // Not installed.
            return false;
        }
    }
}
