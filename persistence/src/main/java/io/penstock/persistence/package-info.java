/** A Pekko Persistence plugin on Chronicle Queue. */
@NullMarked
package io.penstock.persistence;

import org.jspecify.annotations.NullMarked;
