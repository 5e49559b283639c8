package io.penstock.persistence.store;

import io.penstock.persistence.Durability;
import io.penstock.persistence.chronicle.ChronicleRun;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The process that is killed: writes and deletes at random and says on its output what was acknowledged, in one write call
 * each, so that nothing said is lost with it.
 */
final class CrashWriter {
    static final int IDS = 7;
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private CrashWriter() {}

    /** Arguments: directory, durability, seed. */
    public static void main(String[] args) throws Exception {
        Random random = new Random(Long.parseLong(args[2]));
        StoreSettings settings = StoreFixture.settings(Path.of(args[0]), Durability.parse("durability", args[1]));
        JournalStore store = JournalStore.open(settings, ChronicleRun::start);
        long[] next = new long[IDS];
        for (int id = 0; id < IDS; id++) {
            next[id] = store.highestSequenceNr(name(id)) + 1;
        }
        say("open");
        while (true) {
            int id = random.nextInt(IDS);
            // Each id has one write under way, as a persistent actor has; several ids share a force.
            List<Runnable> waits = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(IDS); i++) {
                int which = (id + i) % IDS;
                long first = next[which];
                int count = 1 + random.nextInt(3);
                List<StoredEvent> events = new ArrayList<>();
                for (int n = 0; n < count; n++) {
                    events.add(StoreFixture.event(first + n, payload(which, first + n)));
                }
                next[which] = first + count;
                // What may be forced later survives a kill as the rest does.
                Force force = which % 2 == 0 ? Force.NOW : Force.LATER;
                var done = store.write(List.of(store.prepare(name(which), events, force)))
                        .toCompletableFuture();
                waits.add(() -> {
                    done.join();
                    say("written " + which + " " + (first + count - 1));
                });
            }
            waits.forEach(Runnable::run);
            if (random.nextInt(10) == 0) {
                long to = Math.max(0, next[id] - 1 - random.nextInt(20));
                say("deleting " + id + " " + to);
                store.deleteTo(name(id), to).toCompletableFuture().join();
                say("deleted " + id + " " + to);
            }
        }
    }

    static String name(int id) {
        return "id-" + id;
    }

    /** Mostly small, sometimes larger than a chunk, always to be recognized. */
    static byte[] payload(int id, long sequenceNr) {
        Random random = new Random(id * 1_000_003L + sequenceNr);
        byte[] bytes = new byte[random.nextInt(12) == 0 ? 40_000 + random.nextInt(160_000) : 1 + random.nextInt(3000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void say(String line) {
        try {
            OUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            Runtime.getRuntime().halt(3);
        }
    }
}
