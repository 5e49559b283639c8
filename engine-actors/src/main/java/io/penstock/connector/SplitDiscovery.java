package io.penstock.connector;

import java.time.Duration;

/**
 * How the splits of a source that become more while a job runs (partitions, files, shards) are told apart and dealt out.
 * {@link Source#splits} is asked again at an interval; a split whose id is new is read from its beginning by the task it
 * belongs to. Without memory of who reads what: a split belongs to the same task as long as the parallelism stays.
 *
 * @param <S> a split together with its position
 */
public interface SplitDiscovery<S> {
    /** How long to wait between two listings; positive. A listing that fails is logged and tried again after it. */
    Duration interval();

    /** What a split is, whatever the position: the same text for the same split in every listing, in every process. */
    String idOf(S split);

    /** A number that spreads splits evenly, the same in every listing: the split belongs to task {@code number mod tasks}. */
    int numberOf(S split);

    /**
     * A split that came up after the job began, as it is to be read. The default is as it was listed: right where a listing
     * gives the first record that there is, and wrong where it gives what a job that starts now is to begin with.
     */
    default S foundLater(S split) {
        return split;
    }

    /**
     * True if every split has an end: then only some are read at a time, in the order in which they were listed ({@code
     * penstock.source.open-splits}), as those of a bounded source are. The default is that none has, and all are read in
     * turn.
     */
    default boolean splitsEnd() {
        return false;
    }
}
