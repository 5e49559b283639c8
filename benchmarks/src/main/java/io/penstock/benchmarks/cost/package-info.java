/** What guarantees cost: retained edges, and checkpoints at short intervals. */
@NullMarked
package io.penstock.benchmarks.cost;

import org.jspecify.annotations.NullMarked;
