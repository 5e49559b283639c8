package io.penstock.connector.files;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** One record of a CSV file. Immutable. Fields are cut out when they are asked for. */
public final class CsvRecord {
    private final String text;
    /** Pairs: where field i starts in the text, and where it ends; negative end minus one if it has doubled quotes. */
    private final int[] bounds;

    private final @Nullable CsvHeader header;

    CsvRecord(String text, int[] bounds, @Nullable CsvHeader header) {
        this.text = text;
        this.bounds = bounds;
        this.header = header;
    }

    /** How many fields it has. */
    public int size() {
        return bounds.length / 2;
    }

    /**
     * A field by its place.
     *
     * @param index from 0
     * @throws IllegalArgumentException if there is no such field
     */
    public String get(int index) {
        if (index < 0 || index >= size()) {
            throw new IllegalArgumentException("no field " + index + ", there are fields 0 to " + (size() - 1));
        }
        int from = bounds[2 * index];
        int to = bounds[2 * index + 1];
        return to >= 0
                ? text.substring(from, to)
                : text.substring(from, -to - 1).replace("\"\"", "\"");
    }

    /**
     * A field by the name of its column.
     *
     * @throws IllegalArgumentException if the file has no header or no such column
     */
    public String get(String column) {
        return get(indexOf(column));
    }

    /** As {@link #get(String)}, as a whole number. */
    public int getInt(String column) {
        String value = get(column);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw notA("whole number from -2147483648 to 2147483647", column, value, e);
        }
    }

    /** As {@link #get(String)}, as a whole number. */
    public long getLong(String column) {
        String value = get(column);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw notA("whole number of 64 bits", column, value, e);
        }
    }

    /** As {@link #get(String)}, as a number. */
    public double getDouble(String column) {
        String value = get(column);
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw notA("number", column, value, e);
        }
    }

    private static IllegalArgumentException notA(String what, String column, String value, Exception cause) {
        return new IllegalArgumentException(
                "column '" + column + "' must be a " + what + ", not '" + value + "'", cause);
    }

    private int indexOf(String column) {
        if (header == null) {
            throw new IllegalArgumentException("no column '" + column
                    + "': the file is read without a header, so ask by index or set header(true)");
        }
        Integer index = header.index(column);
        if (index == null) {
            throw new IllegalArgumentException("no column '" + column + "', there are " + header.names());
        }
        return index;
    }

    /** The column names, empty if the file is read without a header. */
    public List<String> columns() {
        return header == null ? List.of() : header.names();
    }

    /** All fields, in order. */
    public List<String> values() {
        return new Values();
    }

    /** Equal if the fields are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CsvRecord record && values().equals(record.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    /** The record as it stands in the file. */
    @Override
    public String toString() {
        return text;
    }

    private final class Values extends AbstractList<String> implements RandomAccess {
        @Override
        public String get(int index) {
            return CsvRecord.this.get(index);
        }

        @Override
        public int size() {
            return CsvRecord.this.size();
        }
    }
}
