package io.penstock.connector.s3;

import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SplitChangedException;
import io.penstock.connector.SplitReader;
import io.penstock.connector.files.FilePosition;
import io.penstock.connector.files.FileSourceSettings;
import io.penstock.connector.files.RecordFormat;
import io.penstock.connector.files.RecordReader;
import io.penstock.connector.files.StoredFile;
import java.io.IOException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Reads the objects of one task. */
final class S3Reader<T> implements SourceReader<T, ObjectSplit> {
    private final ObjectStore store;
    private final RecordFormat<T> format;
    private final FileSourceSettings files;
    private final int chunkBytes;
    private final ReadSettings reading;
    private final ObjectFile.ReadAhead readAhead;

    /** @param store is closed with this */
    S3Reader(
            ObjectStore store,
            RecordFormat<T> format,
            FileSourceSettings files,
            S3SourceSettings objects,
            ReadSettings reading) {
        this.store = store;
        this.format = format;
        this.files = files;
        this.chunkBytes = objects.chunkBytes();
        this.reading = reading;
        this.readAhead = new ObjectFile.ReadAhead(objects.readAheadBytes());
    }

    @Override
    public SplitReader<T, ObjectSplit> open(ObjectSplit split) throws Exception {
        ObjectSplit current = current(split);
        StoredFile file = new ObjectFile(store, current, files.onChange(), chunkBytes, readAhead);
        return new ObjectReader<>(current, format.open(file, current.position(), files, reading));
    }

    /** The split with the object's fingerprint of now, if what is different now is allowed. */
    private ObjectSplit current(ObjectSplit split) throws IOException, SplitChangedException {
        HeadObjectResponse now = store.head(split.bucket(), split.key()).orElseThrow(() -> ObjectFile.gone(split));
        if (split.isStill(now)) {
            return split;
        }
        return switch (files.onChange()) {
            case FAIL -> throw ObjectFile.changed(store, split);
            case IGNORE -> split.with(now);
            case REREAD -> split.with(now).at(FilePosition.BEGINNING);
        };
    }

    private record ObjectReader<T>(ObjectSplit begun, RecordReader<T> records) implements SplitReader<T, ObjectSplit> {
        @Override
        public ReadStatus read(ReadBuffer<T> out) throws Exception {
            return records.read(out);
        }

        @Override
        public ObjectSplit split() {
            return begun.at(records.position());
        }

        @Override
        public double progress() {
            return records.progress();
        }

        @Override
        public void close() throws Exception {
            records.close();
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
