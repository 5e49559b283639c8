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
        Config block = system.settings().config().getConfig(journalPath);
        int page = config.getInt("page-size");
        if (page < 1) {
            throw new IllegalArgumentException(configPath + ".page-size = " + page + " is out of range: at least 1.");
        }
        OpenJournals journals = OpenJournals.of(system);
        JournalStore store = journals.take(block, journalPath);
        system.registerOnTermination(() -> journals.release(store));
        journal = new ChronicleReadJournal(new Queries(
                store,
                new EventCodec(system),
                Persistence.lookup().get(system).adaptersFor(journalPath),
                system.dispatchers().lookup(config.getString("dispatcher")),
                page));
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
