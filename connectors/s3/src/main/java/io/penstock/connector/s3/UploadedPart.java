package io.penstock.connector.s3;

import java.util.Optional;

/**
 * A part of an upload, as the service knows it. Written into snapshots: a component may be added, none may change its
 * meaning.
 *
 * @param number from 1
 * @param crc32 the checksum that the service has of it, if it keeps one
 */
record UploadedPart(int number, String eTag, Optional<String> crc32) {}
