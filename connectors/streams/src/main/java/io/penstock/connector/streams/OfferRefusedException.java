package io.penstock.connector.streams;

/** A record that was offered is not taken; nothing has happened with it. */
public final class OfferRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    OfferRefusedException(String message) {
        super(message);
    }
}
