package io.penstock.connector.files;

import java.util.function.Function;

/**
 * A column of a CSV file.
 *
 * @param name as the header has it
 * @param value gives the field of a record: null becomes an empty field, anything else is written as its {@code toString}
 *     (dates and times are ISO 8601 then), enums by name. Used by all lanes, so it must keep no state.
 */
public record CsvColumn<T>(String name, Function<? super T, ?> value) {
    public static <T> CsvColumn<T> of(String name, Function<? super T, ?> value) {
        return new CsvColumn<>(name, value);
    }
}
