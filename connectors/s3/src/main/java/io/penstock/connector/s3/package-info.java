/**
 * S3-compatible object storage as source and as sink, with the formats and files of {@link io.penstock.connector.files}.
 *
 * <p>{@link io.penstock.connector.s3.S3Source}: {@code ObjectPattern} finds the objects, {@code ObjectFile} reads one by
 * ranged requests. {@link io.penstock.connector.s3.S3Sink}: {@code S3SinkWriter} collects the files of an epoch in {@code
 * SpoolOutput}s and uploads them when it is prepared, {@code S3Committer} makes them visible, {@code UploadIntents} records
 * uploads before they begin and aborts what was left. {@code ObjectStore} is the one place that makes requests.
 */
@NullMarked
package io.penstock.connector.s3;

import org.jspecify.annotations.NullMarked;
