package io.penstock.connector;

import java.util.List;

/** Makes prepared records visible. Used by one thread at a time. */
public interface Committer<C> extends AutoCloseable {
    /**
     * Commits, in order. A committable may be given again, also one that was committed by an earlier process: that must
     * change nothing.
     *
     * @throws PermanentFailureException suspends the job
     * @throws Exception the commit is tried again with backoff, up to a limit, and then fails the task
     */
    void commit(List<C> committables) throws Exception;

    @Override
    default void close() throws Exception {}
}
