package io.penstock.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The flags a JVM needs before Chronicle Queue can be used in it. This list is the one place that names them. */
public final class ChronicleJvmFlags {
    private static final Module BASE = Object.class.getModule();
    private static final List<Flag> FLAGS = List.of(
            new Flag("java.lang.reflect", true), new Flag("sun.nio.ch", false), new Flag("jdk.internal.ref", false));

    private ChronicleJvmFlags() {}

    /** All flags, in the order a launcher would write them. */
    public static List<String> all() {
        return FLAGS.stream().map(Flag::text).toList();
    }

    /** The flags this JVM was started without; empty if Chronicle Queue can be used. */
    public static List<String> missing() {
        List<String> missing = new ArrayList<>();
        Module module = ChronicleJvmFlags.class.getModule();
        for (Flag flag : FLAGS) {
            if (!flag.presentFor(module)) {
                missing.add(flag.text());
            }
        }
        return missing;
    }

    /**
     * Refuses to go on where Chronicle Queue would fail later with an error that names no flag.
     *
     * @throws IllegalStateException naming each missing flag
     */
    public static void require() {
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("This JVM was started without " + String.join(" ", missing)
                    + ", which Chronicle Queue needs. Start java with: " + String.join(" ", all())
                    + " (an executable jar may carry them in its manifest as Add-Opens and Add-Exports).");
        }
    }

    private record Flag(String packageName, boolean open) {
        String text() {
            return (open ? "--add-opens" : "--add-exports") + "=java.base/" + packageName + "=ALL-UNNAMED";
        }

        boolean presentFor(Module module) {
            // A runtime that lacks the package altogether has nothing to open.
            Set<String> packages = BASE.getPackages();
            return !packages.contains(packageName)
                    || (open ? BASE.isOpen(packageName, module) : BASE.isExported(packageName, module));
        }
    }
}
