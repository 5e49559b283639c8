package io.penstock.connector.socket;

/** What a record is known by: who has sent it, and its number there. */
public record FrameId(String client, long sequence) {}
