/** Records made up by a function: for trying things out, for load, for benchmarks. */
@NullMarked
package io.penstock.connector.generator;

import org.jspecify.annotations.NullMarked;
