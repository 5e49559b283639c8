package io.penstock.connector.files;

import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitChangedException;
import io.penstock.connector.SplitReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads an Avro container file. A position is the byte where a block begins, and how many of its records are read: a
 * restored reader reads that block again and passes over these.
 *
 * <pre>
 *   file:      header | block | block | block | ...      each block: count, bytes, records, 16 bytes that end it
 *   position:                 ^offset, + skip records
 * </pre>
 *
 * Records are generic ones, so nothing in a file names a class that would be loaded.
 */
final class AvroReader<T> implements SplitReader<T, FileSplit> {
    private final FileSourceSettings settings;
    private final FileSplit split;
    private final FileGuard guard;
    private final AvroInput input;
    private final DataFileReader<GenericRecord> reader;
    private final ParseFunction<GenericRecord, T> parse;
    private final Place place;
    private final BadRecords bad;
    private long block;
    private int skip;
    private long records;

    private AvroReader(
            FileSplit split,
            FileSourceSettings settings,
            ReadSettings reading,
            AvroInput input,
            DataFileReader<GenericRecord> reader,
            ParseFunction<GenericRecord, T> parse) {
        this.settings = settings;
        this.split = split;
        this.guard = new FileGuard(Path.of(split.path()), split.fingerprint(), settings.onChange());
        this.input = input;
        this.reader = reader;
        this.parse = parse;
        this.place = new Place(split, false);
        this.bad = new BadRecords(settings.onError(), reading, place);
        this.records = split.lines();
    }

    /** @param schema of the records that are wanted, or null for that of each file */
    static <T> AvroReader<T> open(
            FileSplit split,
            FileSourceSettings settings,
            ReadSettings reading,
            @Nullable Schema schema,
            ParseFunction<GenericRecord, T> parse)
            throws IOException, SplitChangedException {
        Path file = Path.of(split.path());
        AvroInput input = new AvroInput(file);
        try {
            DataFileReader<GenericRecord> reader = new DataFileReader<>(input, new GenericDatumReader<>(null, schema));
            AvroReader<T> opened = new AvroReader<>(split, settings, reading, input, reader, parse);
            opened.moveToPosition();
            return opened;
        } catch (AvroRuntimeException | IOException e) {
            input.close();
            throw new IOException(
                    file + " cannot be read as an Avro container file: " + e.getMessage()
                            + ". Put a complete file there, or correct the schema",
                    e);
        } catch (Throwable e) {
            input.close();
            throw e;
        }
    }

    private void moveToPosition() throws IOException, SplitChangedException {
        if (split.offset() == 0) {
            block = reader.previousSync();
            return;
        }
        block = split.offset();
        input.checkBlock(block, settings.maxBlockBytes());
        reader.seek(block);
        for (int i = 0; i < split.skip(); i++) {
            next();
        }
    }

    @Override
    public ReadStatus read(ReadBuffer<T> out) throws Exception {
        for (int room = out.remaining(); room > 0; room--) {
            if (skip == 0) {
                input.checkBlock(block, settings.maxBlockBytes());
            }
            if (!hasNext()) {
                guard.verify();
                if (block < input.length()) {
                    // Avro takes a block that is cut off for the end of the file.
                    throw damaged(new EOFException("it ends before the block does"));
                }
                return ReadStatus.FINISHED;
            }
            long at = block;
            int inBlock = skip;
            GenericRecord record = next();
            records++;
            take(record, at, inBlock, out);
        }
        guard.verify();
        return ReadStatus.MORE;
    }

    private boolean hasNext() throws IOException, SplitChangedException {
        try {
            return reader.hasNext();
        } catch (AvroRuntimeException e) {
            throw damaged(e);
        }
    }

    /** The next record, and the position behind it. */
    private GenericRecord next() throws IOException, SplitChangedException {
        GenericRecord record;
        try {
            record = reader.next();
        } catch (AvroTypeException e) {
            throw new IOException(
                    split.path() + " cannot be resolved to the schema that is wanted: " + e.getMessage()
                            + ". Give the missing fields defaults, or leave the file out",
                    e);
        } catch (AvroRuntimeException | NoSuchElementException e) {
            throw damaged(e);
        }
        long sync = reader.previousSync();
        skip = sync == block ? skip + 1 : 0;
        block = sync;
        return record;
    }

    private IOException damaged(Exception cause) throws IOException, SplitChangedException {
        guard.verify();
        return new IOException(
                split.path() + " is cut off or damaged in the block at byte " + block + ", record " + skip + " of it ("
                        + cause.getMessage() + "): put a complete file there and run the job again",
                cause);
    }

    private void take(GenericRecord record, long at, int inBlock, ReadBuffer<T> out) throws Exception {
        T value;
        try {
            value = parse.parse(record);
            if (value == null) {
                throw new MalformedRecordException("the parse function gave null");
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            bad.onBad(place.ofRecord(records, at, inBlock), record.toString(), e, out);
            return;
        }
        out.add(value);
    }

    @Override
    public FileSplit split() {
        return split.at(block, records, skip);
    }

    @Override
    public double progress() {
        long size = split.fingerprint().size();
        return size == 0 ? 1 : Math.min(1, (double) block / size);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
