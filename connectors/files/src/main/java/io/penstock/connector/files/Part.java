package io.penstock.connector.files;

/**
 * A finished file of an epoch.
 *
 * @param number which of the files of its lane and epoch it is, from 0
 * @param bucket its folder, relative to the directory of the sink, or empty
 * @param rows how many records it holds
 * @param length in bytes
 * @param crc32c CRC-32C of all its bytes
 * @param output where they went
 */
public record Part<O extends PartOutput>(int number, String bucket, long rows, long length, int crc32c, O output) {}
