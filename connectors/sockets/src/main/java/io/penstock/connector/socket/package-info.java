/**
 * TCP connections as sources and sinks.
 *
 * <p>{@link io.penstock.connector.socket.SocketSource} connects or listens, for records with a delimiter. Each connection has
 * a thread of its own and a blocking socket; {@code HandOver} is where they meet the task. Depends on the engine's ports.
 */
@NullMarked
package io.penstock.connector.socket;

import org.jspecify.annotations.NullMarked;
