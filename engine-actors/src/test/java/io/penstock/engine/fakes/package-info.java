/** What tests of the engine put in the place of the world: a journal that does what a test says, a clock that stands. */
@NullMarked
package io.penstock.engine.fakes;

import org.jspecify.annotations.NullMarked;
