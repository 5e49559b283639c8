package io.penstock.engine.gate;

import io.penstock.engine.element.Element;

/**
 * An element on its way, as the receiver sees it.
 *
 * @param channel which of the receiver's channels it came on
 * @param generation the attempt of the sender
 * @param sequence its place on the channel, from 0
 */
public record Delivery(int channel, long generation, long sequence, Element element) {}
