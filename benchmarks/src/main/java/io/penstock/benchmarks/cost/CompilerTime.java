package io.penstock.benchmarks.cost;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * CPU time that the JIT compilers of this process have taken. Java's own beans tell elapsed time only, so it is read from
 * {@code /proc} (proc(5), stat: fields 14 and 15, in ticks of 10 ms).
 */
final class CompilerTime {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER = 11;
    private static final int SYSTEM = 12;

    private CompilerTime() {}

    /** Seconds; 0 where there is no {@code /proc}. */
    static double seconds() throws IOException {
        if (!Files.isDirectory(TASKS)) {
            return 0;
        }
        long ticks = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                ticks += ticks(task.resolve("stat"));
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    private static long ticks(Path stat) throws IOException {
        String line;
        try {
            line = Files.readString(stat);
        } catch (NoSuchFileException e) {
            return 0; // The thread has ended.
        }
        int end = line.lastIndexOf(')');
        String name = line.substring(line.indexOf('(') + 1, end);
        if (!name.startsWith("C1 Compiler") && !name.startsWith("C2 Compiler")) {
            return 0;
        }
        String[] behindName = line.substring(end + 2).split(" ", -1);
        return Long.parseLong(behindName[USER]) + Long.parseLong(behindName[SYSTEM]);
    }
}
