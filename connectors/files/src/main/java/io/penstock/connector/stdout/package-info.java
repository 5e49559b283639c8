/**
 * Standard output as a sink. Start with {@link io.penstock.connector.stdout.StdoutSink}. Depends on the engine's ports and
 * codecs only.
 */
@NullMarked
package io.penstock.connector.stdout;

import org.jspecify.annotations.NullMarked;
