package io.penstock.connector.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.SinkContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneLedgerTest {
    private static final long ORIGIN = 11;
    private static final long OTHER = 12;

    private final LaneLedger ledger = restoredFrom(10);

    private static LaneLedger restoredFrom(long checkpoint) {
        return new LaneLedger("lane 0 of sink out", new SinkContext("job", "id", "out", 0, 1, 5, checkpoint));
    }

    private static OutboxChunk chunk(long epoch, int part, int parts) {
        return new OutboxChunk(0, epoch, part, parts, ORIGIN, 0, 1, new byte[1]);
    }

    private static OutboxChunk after(long previous, long epoch) {
        return new OutboxChunk(0, epoch, 0, 1, ORIGIN, previous, 1, new byte[1]);
    }

    private static LedgerEntry entry(long epoch, int applied, int parts) {
        return new LedgerEntry(epoch, applied, parts, ORIGIN, 1);
    }

    @Test
    void targetWithoutEntryGetsAll() throws Exception {
        List<OutboxChunk> chunks = List.of(chunk(3, 0, 1), chunk(4, 0, 1));

        assertThat(ledger.pending(chunks, null)).isEqualTo(chunks);
    }

    @Test
    void epochsUpToTheEntryAreLeftOut() throws Exception {
        OutboxChunk last = chunk(5, 0, 1);

        assertThat(ledger.pending(List.of(chunk(3, 0, 1), chunk(4, 0, 1), last), entry(4, 1, 1)))
                .containsExactly(last);
    }

    @Test
    void partsOfAnEpochThatAreAppliedAreLeftOut() throws Exception {
        OutboxChunk last = chunk(3, 2, 3);

        assertThat(ledger.pending(List.of(chunk(3, 0, 3), chunk(3, 1, 3), last), entry(3, 2, 3)))
                .containsExactly(last);
    }

    @Test
    void entryOfAnEarlierEpochChangesNothing() throws Exception {
        List<OutboxChunk> chunks = List.of(chunk(3, 0, 1));

        assertThat(ledger.pending(chunks, entry(2, 1, 1))).isEqualTo(chunks);
    }

    @Test
    void beginsWithWhatAnEarlierGenerationHasWritten() throws Exception {
        OutboxChunk next = chunk(4, 0, 1);
        ledger.begin(entry(3, 1, 1));

        assertThat(ledger.pending(List.of(chunk(3, 0, 1), next))).containsExactly(next);
    }

    @Test
    void targetThatTheSameGenerationOfAnotherProcessHasWrittenIsRefused() {
        assertThatThrownBy(() -> ledger.begin(new LedgerEntry(3, 1, 1, OTHER, 5)))
                .isInstanceOf(LedgerConflictException.class)
                .hasMessageContaining("written by generation 5")
                .hasMessageContaining("this is generation 5");
    }

    @Test
    void targetThatIsAheadOfTheRestoredCheckpointIsRefusedThoughNothingIsToBeCommitted() {
        assertThatThrownBy(() -> restoredFrom(2).begin(entry(3, 1, 1)))
                .isInstanceOf(LedgerConflictException.class)
                .hasMessageContaining("the target has epoch 3 already")
                .hasMessageContaining("goes on from checkpoint 2");
    }

    @Test
    void whatWasAppliedInThisProcessIsLeftOutWithoutReading() throws Exception {
        OutboxChunk next = after(3, 4);
        ledger.applied(entry(3, 1, 1));

        assertThat(ledger.pending(List.of(chunk(3, 0, 1), next))).containsExactly(next);
    }

    @Test
    void targetThatIsAheadOfTheJournalIsRefused() {
        assertThatThrownBy(() -> ledger.pending(List.of(chunk(3, 0, 1), chunk(4, 0, 1)), entry(5, 1, 1)))
                .isInstanceOf(LedgerConflictException.class)
                .hasMessageContaining("the target has epoch 5 already")
                .hasMessageContaining("epochs up to 4 only");
    }

    @Test
    void sameEpochOfAnotherProcessIsRefused() {
        assertThatThrownBy(() -> ledger.pending(List.of(chunk(3, 0, 1)), new LedgerEntry(3, 1, 1, OTHER, 1)))
                .isInstanceOf(LedgerConflictException.class)
                .hasMessageContaining("epoch 3 of another process");
    }

    @Test
    void epochThatThisJournalNeverHadIsRefused() {
        assertThatThrownBy(() -> ledger.pending(List.of(chunk(3, 0, 1), chunk(5, 0, 1)), entry(4, 1, 1)))
                .isInstanceOf(LedgerConflictException.class)
                .hasMessageContaining("epoch 4 of another process");
    }

    @Test
    void ledgerWithoutAnEpochThatWasAppliedIsRefused() {
        assertThatThrownBy(() -> ledger.pending(List.of(after(7, 8)), null))
                .isInstanceOf(LedgerConflictException.class)
                .hasMessageContaining("epoch 7 was applied, but the ledger says nothing");
    }

    @Test
    void entryThatAnotherProcessWroteSinceTheLastCommitIsRefused() throws Exception {
        ledger.applied(entry(3, 1, 1));

        assertThatThrownBy(() -> ledger.pending(List.of(chunk(6, 0, 1)), new LedgerEntry(5, 1, 1, OTHER, 1)))
                .isInstanceOf(LedgerConflictException.class)
                .hasMessageContaining("epoch 3 was applied, but the ledger says");
    }

    @Test
    void entryIsReadAsItWasWritten() {
        LedgerEntry entry = new LedgerEntry(123, 4, 5, -6, 7);

        assertThat(LedgerEntry.parse(entry.format())).isEqualTo(entry);
    }

    @Test
    void textOfSomethingElseIsRefusedAsAnEntry() {
        assertThatThrownBy(() -> LedgerEntry.parse("hello"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'hello' is no entry of a ledger");
    }
}
