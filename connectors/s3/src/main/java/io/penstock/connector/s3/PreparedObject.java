package io.penstock.connector.s3;

import java.util.List;
import java.util.Optional;

/**
 * A prepared object: what it takes to make it visible, also a second time. Either its bytes are here, or they are uploaded.
 * Written into snapshots: a component may be added, none may change its meaning.
 *
 * @param length in bytes
 * @param identity tells it from all other objects; kept with it as metadata
 * @param generation that wrote it
 * @param content its bytes, if they were not uploaded
 * @param upload what was uploaded
 */
record PreparedObject(
        String bucket,
        String key,
        long length,
        String identity,
        long generation,
        Optional<Content> content,
        Optional<Upload> upload) {
    PreparedObject {
        if (content.isPresent() == upload.isPresent()) {
            throw new IllegalArgumentException("either bytes or an upload make " + key);
        }
    }

    /** An upload that only has to be completed. */
    record Upload(String id, List<UploadedPart> parts) {
        Upload {
            parts = List.copyOf(parts);
        }
    }

    S3Location location() {
        return new S3Location(bucket, key);
    }
}
