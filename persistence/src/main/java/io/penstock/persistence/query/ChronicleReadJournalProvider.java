package io.penstock.persistence.query;

import com.typesafe.config.Config;
import io.penstock.persistence.journal.EventCodec;
import io.penstock.persistence.journal.OpenJournals;
import io.penstock.persistence.store.JournalStore;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.query.ReadJournalProvider;
import org.apache.pekko.persistence.query.javadsl.ReadJournal;

/** Makes the read journal of a configuration block. Called by Pekko, once per block. */
public final class ChronicleReadJournalProvider implements ReadJournalProvider {
    private final ChronicleReadJournal journal;

    /** Opens the journal that the block names, or shares it with the journal plugin. */
    public ChronicleReadJournalProvider(ExtendedActorSystem system, Config config, String configPath) {
        String journalPath = config.getString("journal");
        Config named = system.settings().config().getConfig(journalPath);
        Config block = with("durability", config, with("dir", config, named));
        int page = config.getInt("page-size");
        if (page < 1) {
            throw new IllegalArgumentException(configPath + ".page-size = " + page + " is out of range: at least 1.");
        }
        OpenJournals journals = OpenJournals.of(system);
        JournalStore store = journals.take(block, block == named ? journalPath : configPath);
        system.registerOnTermination(() -> journals.release(store));
        journal = new ChronicleReadJournal(new Queries(
                store,
                new EventCodec(system),
                Persistence.lookup().get(system).adaptersFor(journalPath),
                system.dispatchers().lookup(config.getString("dispatcher")),
                page));
    }

    /** The block with a key of the read journal's own, if that is set. */
    private static Config with(String key, Config own, Config block) {
        return own.getString(key).isEmpty() ? block : block.withValue(key, own.getValue(key));
    }

    @Override
    public org.apache.pekko.persistence.query.scaladsl.ReadJournal scaladslReadJournal() {
        return new ScalaReadJournal(journal);
    }

    @Override
    public ReadJournal javadslReadJournal() {
        return journal;
    }
}
