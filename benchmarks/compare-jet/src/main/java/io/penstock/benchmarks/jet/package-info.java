/**
 * The workloads on Hazelcast Jet, embedded: one member, exactly-once snapshots each second. Its snapshots are in maps in
 * memory: forcing them to disk is not in the open-source edition.
 *
 * <p>Start with {@link io.penstock.benchmarks.jet.JetEngine}.
 */
@NullMarked
package io.penstock.benchmarks.jet;

import org.jspecify.annotations.NullMarked;
