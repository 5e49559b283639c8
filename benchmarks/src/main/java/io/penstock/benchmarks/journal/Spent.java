package io.penstock.benchmarks.journal;

import com.sun.management.OperatingSystemMXBean;
import io.penstock.engine.clock.Clock;
import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What a benchmark did and what that took: events, time, and CPU time of the whole process, for machines on which the
 * benchmark is not alone. Work that only some of the calls do is in it, so rates are taken from here.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class Spent {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private static final Clock CLOCK = Clock.system();

    public long events;
    public long wallNanos;
    public long cpuNanos;

    private long eventsBefore;
    private long wallBefore;
    private long cpuBefore;

    /** Something begins. */
    void begin(long count) {
        eventsBefore = count;
        wallBefore = CLOCK.nanos();
        cpuBefore = SYSTEM.getProcessCpuTime();
    }

    /** It ended. */
    void end(long count) {
        events += count - eventsBefore;
        wallNanos += CLOCK.nanos() - wallBefore;
        cpuNanos += SYSTEM.getProcessCpuTime() - cpuBefore;
    }
}
