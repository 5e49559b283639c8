package io.penstock.engine.fakes;

import com.typesafe.config.Config;
import java.util.Optional;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;

/** A snapshot plugin in memory that keeps what it is given beside the events of a {@link ScriptedJournal}. */
public final class MemorySnapshots extends SnapshotStore {
    static final String PLUGIN = "memory-snapshots";

    private final JournalStorage storage;

    public MemorySnapshots(Config config) {
        this.storage = JournalStorage.named(config.getString("store"));
    }

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return Future.successful(storage.snapshot(persistenceId)
                .filter(snapshot -> snapshot.metadata().sequenceNr() <= criteria.maxSequenceNr()));
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        storage.add(new SelectedSnapshot(metadata, snapshot));
        return done();
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        return done();
    }

    /** Only the newest is kept anyway. */
    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return done();
    }

    @SuppressWarnings("NullAway") // how Pekko says that nothing is returned
    private static Future<Void> done() {
        return Future.successful(null);
    }
}
