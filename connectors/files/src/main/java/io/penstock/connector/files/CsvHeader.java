package io.penstock.connector.files;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The column names of a file, shared by its records. */
final class CsvHeader {
    private final List<String> names;
    private final Map<String, Integer> indexes = new HashMap<>();

    private CsvHeader(List<String> names) {
        this.names = List.copyOf(names);
    }

    static CsvHeader of(List<String> names) throws MalformedRecordException {
        CsvHeader header = new CsvHeader(names);
        for (int i = 0; i < names.size(); i++) {
            Integer other = header.indexes.putIfAbsent(names.get(i), i);
            if (other != null) {
                throw new MalformedRecordException(
                        "columns " + (other + 1) + " and " + (i + 1) + " are both named '" + names.get(i) + "'");
            }
        }
        return header;
    }

    int size() {
        return names.size();
    }

    List<String> names() {
        return names;
    }

    /** The index of a column, or null if there is none of that name. */
    @Nullable
    Integer index(String name) {
        return indexes.get(name);
    }
}
