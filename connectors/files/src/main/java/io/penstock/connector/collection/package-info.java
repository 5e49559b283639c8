/**
 * A list as a source. Start with {@link io.penstock.connector.collection.CollectionSource}. Depends on the engine's ports
 * and codecs only.
 */
@NullMarked
package io.penstock.connector.collection;

import org.jspecify.annotations.NullMarked;
