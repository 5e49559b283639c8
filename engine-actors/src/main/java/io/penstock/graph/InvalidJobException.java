package io.penstock.graph;

/** A job is not well formed. The message says which operator, what is wrong and what to do. */
public final class InvalidJobException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public InvalidJobException(String message) {
        super(message);
    }
}
