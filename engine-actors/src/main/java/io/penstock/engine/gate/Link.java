package io.penstock.engine.gate;

/** The way to one channel of a receiving task. On one node it is a message to an actor. */
@FunctionalInterface
public interface Link {
    void send(Delivery delivery);
}
