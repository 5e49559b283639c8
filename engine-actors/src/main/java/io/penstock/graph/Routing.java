package io.penstock.graph;

import io.penstock.codec.Codec;
import io.penstock.function.KeySelector;

/** Which task of the receiving operator gets a record. */
public sealed interface Routing {
    /** Task i sends to task i; where parallelism differs, records go round. */
    record Forward() implements Routing {}

    /** Batches go round over the receiving tasks. */
    record Rebalance() implements Routing {}

    /** The task that owns the key group of the record's key. */
    record ByKey(KeySelector<Object, Object> selector, Codec<Object> codec) implements Routing {}
}
