package io.penstock.connector.files;

/**
 * A prepared file: what it takes to make it visible, also a second time. Written into snapshots: a component may be added,
 * none may change its meaning.
 *
 * @param staged where it lies, relative to the directory of the sink, with slashes
 * @param name its name once it is visible, relative to that directory, with slashes
 * @param length in bytes
 * @param crc32c of its content
 * @param generation that wrote it
 */
record StagedFile(String staged, String name, long length, int crc32c, long generation) {}
