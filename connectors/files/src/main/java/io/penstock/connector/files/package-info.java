/**
 * Files as source and as sink.
 *
 * <p>{@link io.penstock.connector.files.FileSource}: {@code FileSet} finds the files, {@code FileReader} reads one split;
 * below it {@code ByteInput} (plain or compressed), {@code LineScanner} (bytes to lines) and {@code Records} (lines to
 * records of a format); {@code AvroReader} reads Avro files. {@link io.penstock.connector.files.FileSink}: {@code
 * FileSinkWriter} stages, one {@code PartFile} for each bucket, whose {@code FileFormat} makes bytes of records; {@code
 * FileCommitter} makes visible, {@code StagingArea} knows the layout on disk and sweeps it, {@code Disk} is the one place
 * with effects.
 *
 * <p>A connector to files that are stored elsewhere reads through {@link io.penstock.connector.files.RecordFormat} from a
 * {@link io.penstock.connector.files.StoredFile} of its own, and writes through {@link
 * io.penstock.connector.files.PartFiles} to a {@link io.penstock.connector.files.PartOutput} of its own: formats,
 * compression, buckets, rolling, names, manifests and the policies for bad records are the same then.
 *
 * <p>Depends on the engine's ports and codecs, on Jackson, Avro and zstd-jni.
 */
@NullMarked
package io.penstock.connector.files;

import org.jspecify.annotations.NullMarked;
