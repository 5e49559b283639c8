package io.penstock.simulation;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.actor.ActorRef;

/**
 * An actor as the simulation knows it.
 *
 * @param name the path without the name of the system and without what is counted over the life of the process, so that
 *     a run has the same names whatever ran before it
 * @param hash of the name, the same in every process
 */
record Address(ActorRef ref, String name, long hash, Kind kind) {
    private static final Pattern JOB = Pattern.compile("/system/simulated-\\d+");
    private static final Pattern COUNTED = Pattern.compile("\\$[^/]+");
    private static final Pattern TASK = Pattern.compile("(.+)-\\d+");

    /** What is numbered and is no operator. */
    private static final Set<String> REGIONS = Set.of("generation", "region", "subtree");

    /** What an actor is for. */
    enum Kind {
        SUPERVISOR,
        /** Or one that takes a savepoint or starts from one: only the messages tell them apart. */
        COORDINATOR,
        REGION,
        TASK,
        /** Reads or writes snapshots or logs for a task. */
        SNAPSHOTS,
        /** Of the journal or of the actor system itself. */
        OTHER
    }

    static Address of(ActorRef ref) {
        String path = ref.path().toStringWithoutAddress();
        String name = JOB.matcher(path).replaceFirst("/job");
        boolean ofJob = !name.equals(path);
        if (!ofJob) {
            name = COUNTED.matcher(name).replaceAll("\\$");
        }
        long hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = hash * 31 + name.charAt(i);
        }
        return new Address(ref, name, SimulatedThread.mix(hash), ofJob ? kind(name) : Kind.OTHER);
    }

    private static Kind kind(String name) {
        if (name.equals("/job")) {
            return Kind.SUPERVISOR;
        }
        String last = name.substring(name.lastIndexOf('/') + 1);
        if (last.startsWith("$")) {
            return name.lastIndexOf('/') == "/job".length() ? Kind.COORDINATOR : Kind.SNAPSHOTS;
        }
        if (last.equals("snapshots") || last.startsWith("ingress-") || last.startsWith("edge-log-")) {
            return Kind.SNAPSHOTS;
        }
        Matcher task = TASK.matcher(last);
        return task.matches() && !REGIONS.contains(task.group(1)) ? Kind.TASK : Kind.REGION;
    }

    /** Of a task: its operator and index, as in {@code sums-2}. */
    String task() {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return name;
    }
}
