package io.penstock.persistence.chronicle;

import net.openhft.chronicle.core.Jvm;

/** Turns off what Chronicle says or does unasked: banner, start-up notes, timing notes, its disk monitor's thread. */
final class ChronicleNoise {
    private static final String[] OFF = {
        "chronicle.analytics.disable",
        "chronicle.announcer.disable",
        "chronicle.disk.monitor.disable",
        "disable.perf.info"
    };

    private static boolean silenced;

    private ChronicleNoise() {}

    /** Once per JVM, before the first queue is built. What the user has set stays. */
    static synchronized void silence() {
        if (silenced) {
            return;
        }
        silenced = true;
        for (String property : OFF) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, "true");
            }
        }
        Jvm.disableDebugHandler();
        Jvm.disablePerfHandler();
    }
}
