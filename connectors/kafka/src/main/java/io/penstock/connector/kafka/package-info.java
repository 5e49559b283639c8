/**
 * Kafka as a source and as a sink, by the official client. Start with {@link io.penstock.connector.kafka.KafkaSink}.
 *
 * <p>Depends on the engine's ports and codecs, on outbox and ledger of {@code connector.outbox}, and on kafka-clients.
 */
@NullMarked
package io.penstock.connector.kafka;

import org.jspecify.annotations.NullMarked;
