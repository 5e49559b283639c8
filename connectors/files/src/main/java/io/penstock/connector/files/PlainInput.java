package io.penstock.connector.files;

import io.penstock.connector.SplitChangedException;
import java.io.IOException;

/** The bytes of a plain file: any of them is reached without reading others. */
final class PlainInput implements ByteInput {
    private final StoredFile file;

    PlainInput(StoredFile file) {
        this.file = file;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException, SplitChangedException {
        int read = file.read(into, from, length);
        file.verify();
        return read;
    }

    @Override
    public void moveTo(long offset) throws IOException, SplitChangedException {
        file.moveTo(offset);
    }

    @Override
    public long consumed() {
        try {
            return file.position();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot tell the position in " + file.name(), e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
