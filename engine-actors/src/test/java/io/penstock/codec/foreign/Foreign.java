package io.penstock.codec.foreign;

/** A record that the codecs' own package cannot see. */
public final class Foreign {

    private record Hidden(String name, int number, long other) {}

    private Foreign() {}

    public static Object value() {
        return new Hidden("f", 3, 4);
    }
}
