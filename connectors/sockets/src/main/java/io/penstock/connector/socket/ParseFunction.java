package io.penstock.connector.socket;

/** Makes a value of what a source received. Called by one thread at a time for each task; keeps nothing that changes. */
@FunctionalInterface
public interface ParseFunction<I, T> {
    /**
     * Makes a value of one input.
     *
     * @return never null
     * @throws Exception the record is bad: it obeys the error policy
     */
    T parse(I input) throws Exception;
}
