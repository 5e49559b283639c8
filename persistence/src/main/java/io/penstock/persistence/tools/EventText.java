package io.penstock.persistence.tools;

import io.penstock.persistence.store.StoredEvent.Payload;
import java.util.HexFormat;

/** Makes a stored event readable. */
@FunctionalInterface
public interface EventText {
    /** The bytes in hexadecimal, prefixed by {@code 0x}. */
    EventText HEX = payload -> "0x" + HexFormat.of().formatHex(payload.bytes());

    /** One event as text; never fails. */
    String of(Payload payload);
}
