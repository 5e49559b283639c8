/**
 * What an application has in its actor system as sources and sinks of a job: sources and sinks of Pekko Streams, and with
 * them all Pekko connectors ({@link io.penstock.connector.streams.StreamsSource}, {@link
 * io.penstock.connector.streams.StreamsSink}); actors and plain calls ({@link
 * io.penstock.connector.streams.OfferedSource}, {@link io.penstock.connector.streams.ActorSink}). Each says what it can
 * promise.
 *
 * <p>Sinks count {@code unconfirmedRecords}: given to the stream or the actor, and not confirmed. An acknowledged source counts
 * {@code unacknowledgedRecords}, which are read and not in the journal yet, and {@code refusedAcknowledgements}.
 */
@NullMarked
package io.penstock.connector.streams;

import org.jspecify.annotations.NullMarked;
