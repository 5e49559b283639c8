package io.penstock.connector.socket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record as a {@link FramedSource} receives it. The array is not copied, and not to be changed.
 *
 * @param client who has sent it
 * @param sequence its number with that client: a repetition has the same one
 */
public record Framed(String client, long sequence, byte[] payload) {
    /** Equal for a record and its repetitions, and for no other record. */
    public FrameId id() {
        return new FrameId(client, sequence);
    }

    /** The payload as UTF-8; what is none is replaced. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Framed framed
                && sequence == framed.sequence
                && client.equals(framed.client)
                && Arrays.equals(payload, framed.payload);
    }

    @Override
    public int hashCode() {
        return id().hashCode();
    }

    @Override
    public String toString() {
        return client + " " + sequence + ", " + payload.length + " bytes";
    }
}
