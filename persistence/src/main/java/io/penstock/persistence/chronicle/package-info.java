/**
 * The only package that touches Chronicle Queue: it appends, and never reads. Internal.
 */
@NullMarked
package io.penstock.persistence.chronicle;

import org.jspecify.annotations.NullMarked;
