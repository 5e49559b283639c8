/**
 * A Pekko Persistence plugin on Chronicle Queue: journal, snapshot store, read journal and the tools that read a journal.
 *
 * <p>This package is the ground floor: the types an application meets (who owns a directory, what is damaged, which JVM
 * flags are needed). It depends on nothing but the JDK. Above it stand, each seeing only what is below:
 *
 * <ol>
 *   <li>{@code store}: the journal as files: frames, segments, catalog, index, group commit. No Pekko, no Chronicle.
 *   <li>{@code chronicle}: the one package that touches Chronicle Queue.
 *   <li>{@code journal}, {@code snapshot}, {@code query}: the plugins Pekko loads.
 *   <li>{@code tools}: reading a journal from outside.
 * </ol>
 *
 * <p>Start reading at {@code store.JournalStore}; the bytes are drawn in {@code FORMAT.md}.
 */
@NullMarked
package io.penstock.persistence;

import org.jspecify.annotations.NullMarked;
