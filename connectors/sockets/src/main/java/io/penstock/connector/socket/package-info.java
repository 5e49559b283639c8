/**
 * TCP connections as sources and sinks, in two modes.
 *
 * <p><b>Plain</b>: records with a delimiter, lines by default. {@link io.penstock.connector.socket.SocketSource} connects or
 * listens; {@link io.penstock.connector.socket.SocketSink} connects. Nothing is acknowledged on the wire.
 *
 * <p><b>Framed</b>: the protocol of {@code PROTOCOL.md}, with sequence numbers and acknowledgements. {@link
 * io.penstock.connector.socket.FramedSource} is its server, {@link io.penstock.connector.socket.FramedSink} and {@link
 * io.penstock.connector.socket.FrameClient} are clients, and {@link io.penstock.connector.socket.FrameReceiver} is a server
 * that stands alone.
 *
 * <p>Each connection has threads of its own and blocking sockets; {@code HandOver} is where they meet the task. Depends on
 * the engine's ports, and on {@code io.penstock.connector.outbox}.
 */
@NullMarked
package io.penstock.connector.socket;

import org.jspecify.annotations.NullMarked;
