package io.penstock.connector.s3;

import io.penstock.connector.files.FilePosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An object, what it was when it was found, and the position in it. Written into snapshots: a component may be added, none
 * may change its meaning.
 *
 * @param eTag the tag that the service gives to its content
 * @param modifiedMillis of the last modification, in milliseconds since 1970; for people and for the order only
 * @param offset where the next record starts; for compressed objects this counts decompressed bytes
 * @param lines how many lines lie before {@code offset}; in an Avro file, records before the position
 * @param skip how many records from {@code offset} on are read already, in an Avro file
 */
record ObjectSplit(
        String bucket, String key, String eTag, long size, long modifiedMillis, long offset, long lines, int skip) {
    static ObjectSplit beginning(String bucket, S3Object object) {
        return new ObjectSplit(
                bucket,
                object.key(),
                object.eTag(),
                object.size(),
                object.lastModified().toEpochMilli(),
                0,
                0,
                0);
    }

    S3Location location() {
        return new S3Location(bucket, key);
    }

    FilePosition position() {
        return new FilePosition(0, FilePosition.TO_THE_END, offset, lines, skip);
    }

    ObjectSplit at(FilePosition position) {
        return new ObjectSplit(
                bucket, key, eTag, size, modifiedMillis, position.offset(), position.lines(), position.skip());
    }

    /** The object is this now, and the position is the same. */
    ObjectSplit with(HeadObjectResponse now) {
        return new ObjectSplit(
                bucket, key, now.eTag(), now.contentLength(), now.lastModified().toEpochMilli(), offset, lines, skip);
    }

    boolean isStill(HeadObjectResponse now) {
        return eTag.equals(now.eTag()) && size == now.contentLength();
    }

    /** What is different now, for people. */
    String changes(HeadObjectResponse now) {
        List<String> changes = new ArrayList<>();
        if (size != now.contentLength()) {
            changes.add("size from " + size + " to " + now.contentLength() + " bytes");
        }
        if (!eTag.equals(now.eTag())) {
            changes.add("ETag from " + eTag + " to " + now.eTag());
        }
        long modified = now.lastModified().toEpochMilli();
        if (modifiedMillis != modified) {
            changes.add("modification time from " + Instant.ofEpochMilli(modifiedMillis) + " to "
                    + Instant.ofEpochMilli(modified));
        }
        return String.join(", ", changes);
    }

    /** For the line that says where a job failed. */
    @Override
    public String toString() {
        return location() + ", " + position();
    }
}
