package io.penstock.codec;

/** Bytes of another schema whose meaning would be lost if this program read them. */
public final class SchemaMismatchException extends CodecException {
    private static final long serialVersionUID = 1L;

    private final transient Schema written;
    private final transient Schema current;
    private final String difference;
    private final String remedy;

    /**
     * @param difference what differs and where, without a final stop
     * @param remedy what the author of the job can do, one sentence
     */
    public SchemaMismatchException(Schema written, Schema current, String difference, String remedy) {
        super(
                "Stored data cannot be read by this program: " + difference + ". " + remedy + "\nwritten as:\n"
                        + written.toString().indent(2) + "read as:\n"
                        + current.toString().indent(2).stripTrailing(),
                null);
        this.written = written;
        this.current = current;
        this.difference = difference;
        this.remedy = remedy;
    }

    public Schema written() {
        return written;
    }

    public Schema current() {
        return current;
    }

    String difference() {
        return difference;
    }

    String remedy() {
        return remedy;
    }
}
