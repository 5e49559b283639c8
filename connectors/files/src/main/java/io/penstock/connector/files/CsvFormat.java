package io.penstock.connector.files;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** CSV of RFC 4180, except that a line ends with a line feed. */
final class CsvFormat<T> implements RowFormat<T> {
    private final String header;
    private final List<Function<? super T, ?>> values;

    CsvFormat(List<CsvColumn<T>> columns) {
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("a CSV file needs at least one column");
        }
        Set<String> names = new HashSet<>();
        StringBuilder line = new StringBuilder();
        for (CsvColumn<T> column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("two columns are named '" + column.name() + "'");
            }
            if (names.size() > 1) {
                line.append(',');
            }
            appendField(column.name(), line);
        }
        this.header = line.append('\n').toString();
        this.values = List.copyOf(columns.stream().map(CsvColumn::value).toList());
    }

    @Override
    public String header() {
        return header;
    }

    @Override
    public void append(T value, StringBuilder row) {
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                row.append(',');
            }
            Object field = values.get(i).apply(value);
            if (field instanceof Enum<?> constant) {
                appendField(constant.name(), row);
            } else if (field != null) {
                appendField(field.toString(), row);
            } else if (values.size() == 1) {
                // An empty line would be no record.
                row.append("\"\"");
            }
        }
        row.append('\n');
    }

    private static void appendField(String text, StringBuilder row) {
        if (!needsQuotes(text)) {
            row.append(text);
            return;
        }
        row.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                row.append('"');
            }
            row.append(c);
        }
        row.append('"');
    }

    /** An empty text is quoted, which tells it from no value. */
    private static boolean needsQuotes(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return true;
            }
        }
        return text.isEmpty();
    }
}
