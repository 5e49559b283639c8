package io.penstock.connector.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Rows of text in UTF-8, behind a header if there is one. */
final class TextFormat<T> implements FileFormat<T> {
    private final RowFormat<T> rows;
    private final byte[] header;

    TextFormat(RowFormat<T> rows) {
        this.rows = rows;
        String line = rows.header();
        this.header = line == null ? new byte[0] : line.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public RecordEncoder<T> begin(OutputStream out, Compression compression) throws IOException {
        out.write(header);
        return new Encoder<>(rows, out);
    }

    @Override
    public boolean compressesItself() {
        return false;
    }

    private static final class Encoder<T> implements RecordEncoder<T> {
        private final RowFormat<T> rows;
        private final OutputStream out;
        private final StringBuilder row = new StringBuilder();

        Encoder(RowFormat<T> rows, OutputStream out) {
            this.rows = rows;
            this.out = out;
        }

        @Override
        public boolean write(T value, long room) throws IOException {
            row.setLength(0);
            rows.append(value, row);
            byte[] bytes = row.toString().getBytes(StandardCharsets.UTF_8);
            if (bytes.length > room) {
                return false;
            }
            out.write(bytes);
            return true;
        }

        @Override
        public void finish() {}
    }
}
