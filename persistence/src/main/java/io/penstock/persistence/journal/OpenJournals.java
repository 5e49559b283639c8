package io.penstock.persistence.journal;

import com.typesafe.config.Config;
import io.penstock.persistence.chronicle.ChronicleRun;
import io.penstock.persistence.store.JournalStore;
import io.penstock.persistence.store.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;

/**
 * The journals that plugins of this actor system have open: journal and read journal of one directory share one store. The
 * last to let go closes it.
 */
public final class OpenJournals implements Extension {
    private static final Id ID = new Id();

    private final Map<Path, Shared> open = new HashMap<>();

    private static final class Id extends AbstractExtensionId<OpenJournals> {
        @Override
        public OpenJournals createExtension(ExtendedActorSystem system) {
            return new OpenJournals();
        }
    }

    private static final class Shared {
        final JournalStore store;
        final StoreSettings settings;
        int users = 1;

        Shared(JournalStore store, StoreSettings settings) {
            this.store = store;
            this.settings = settings;
        }
    }

    private OpenJournals() {}

    /** The one of an actor system. */
    public static OpenJournals of(ActorSystem system) {
        return ID.get(system);
    }

    /** Opens the journal of a configuration block, or shares it if it is open. */
    public JournalStore take(Config block, String configPath) {
        StoreSettings settings = JournalSettings.of(block, configPath);
        synchronized (open) {
            Shared shared = open.get(settings.directory());
            if (shared != null) {
                if (!shared.settings.equals(settings)) {
                    throw new IllegalArgumentException(
                            configPath + " and another block of this actor system both name the"
                                    + " directory " + settings.directory()
                                    + " with different settings. Give each block a \"dir\""
                                    + " of its own, or let one inherit from the other.");
                }
                shared.users++;
                return shared.store;
            }
            try {
                JournalStore store = JournalStore.open(settings, ChronicleRun::start);
                open.put(settings.directory(), new Shared(store, settings));
                return store;
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "Opening the journal in " + settings.directory() + " failed: " + e.getMessage(), e);
            }
        }
    }

    /** Gives a journal back. */
    public void release(JournalStore store) {
        synchronized (open) {
            open.values().removeIf(shared -> {
                if (shared.store != store) {
                    return false;
                }
                shared.users--;
                if (shared.users > 0) {
                    return false;
                }
                try {
                    store.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(
                            "Closing the journal in " + shared.settings.directory() + " failed: " + e.getMessage(), e);
                }
                return true;
            });
        }
    }
}
