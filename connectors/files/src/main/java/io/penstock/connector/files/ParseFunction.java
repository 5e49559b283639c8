package io.penstock.connector.files;

/**
 * Makes a value of what was read. Shared by all parallel tasks of the source, so it must keep no state.
 *
 * @param <I> a line, a CSV record, or what the function before it made
 * @param <T> the value
 */
@FunctionalInterface
public interface ParseFunction<I, T> {
    /**
     * Called on the reading thread for each record.
     *
     * @return never null
     * @throws Exception the record cannot be parsed and obeys the error policy of the source
     */
    T parse(I input) throws Exception;
}
