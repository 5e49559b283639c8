package io.penstock.workloads;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * A moment, by the time that has passed and the CPU time that the whole process has taken.
 *
 * @param nanos as of {@link System#nanoTime}
 * @param cpuNanos of all threads: collector and compilers too
 */
public record ProcessTime(long nanos, long cpuNanos) {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    public static ProcessTime now() {
        return new ProcessTime(System.nanoTime(), SYSTEM.getProcessCpuTime());
    }

    public double secondsSince(ProcessTime earlier) {
        return (nanos - earlier.nanos) / 1e9;
    }

    public double cpuSecondsSince(ProcessTime earlier) {
        return (cpuNanos - earlier.cpuNanos) / 1e9;
    }
}
