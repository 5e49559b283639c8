package io.penstock.connector.files;

import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitChangedException;
import java.io.EOFException;
import java.io.IOException;
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
final class AvroReader<T> implements RecordReader<T> {
    private final FileSourceSettings settings;
    private final FilePosition from;
    private final StoredFile file;
    /** When it was opened; for progress only. */
    private final long size;

    private final AvroInput input;
    private final DataFileReader<GenericRecord> reader;
    private final ParseFunction<GenericRecord, T> parse;
    private final Place place;
    private final BadRecords bad;
    private long block;
    private int skip;
    private long records;

    private AvroReader(
            FileReader.Setup setup,
            AvroInput input,
            DataFileReader<GenericRecord> reader,
            ParseFunction<GenericRecord, T> parse)
            throws IOException {
        this.settings = setup.settings();
        this.from = setup.position();
        this.file = setup.file();
        this.size = input.length();
        this.input = input;
        this.reader = reader;
        this.parse = parse;
        this.place = new Place(file.shortName(), from, false);
        this.bad = new BadRecords(settings.onError(), setup.reading(), place);
        this.records = from.lines();
    }

    /** @param schema of the records that are wanted, or null for that of each file */
    static <T> AvroReader<T> open(
            FileReader.Setup setup, @Nullable Schema schema, ParseFunction<GenericRecord, T> parse)
            throws IOException, SplitChangedException {
        AvroInput input = new AvroInput(setup.file());
        try {
            DataFileReader<GenericRecord> reader = new DataFileReader<>(input, new GenericDatumReader<>(null, schema));
            AvroReader<T> opened = new AvroReader<>(setup, input, reader, parse);
            opened.moveToPosition();
            return opened;
        } catch (AvroRuntimeException | IOException e) {
            input.close();
            AvroInput.ChangedException.rethrow(e);
            throw new IOException(
                    setup.file().name() + " cannot be read as an Avro container file: " + e.getMessage()
                            + ". Put a complete file there, or correct the schema",
                    e);
        } catch (Throwable e) {
            input.close();
            throw e;
        }
    }

    private void moveToPosition() throws IOException, SplitChangedException {
        if (from.offset() == 0) {
            block = reader.previousSync();
            return;
        }
        block = from.offset();
        input.checkBlock(block, settings.maxBlockBytes());
        reader.seek(block);
        for (int i = 0; i < from.skip(); i++) {
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
                file.verify();
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
        file.verify();
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
                    file.name() + " cannot be resolved to the schema that is wanted: " + e.getMessage()
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
        AvroInput.ChangedException.rethrow(cause);
        file.verify();
        return new IOException(
                file.name() + " is cut off or damaged in the block at byte " + block + ", record " + skip + " of it ("
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
    public FilePosition position() {
        return from.at(block, records, skip);
    }

    @Override
    public double progress() {
        return size == 0 ? 1 : Math.min(1, (double) block / size);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
