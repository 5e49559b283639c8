package io.penstock.connector.files;

import java.io.IOException;
import java.io.OutputStream;

/** How records become files. Shared by all lanes, so it keeps nothing that changes. */
interface FileFormat<T> {
    /**
     * Begins a file.
     *
     * @param compression of the sink; the bytes that are written to {@code out} are compressed already if {@link
     *     #compressesItself} is false
     */
    RecordEncoder<T> begin(OutputStream out, Compression compression) throws IOException;

    /** True if compression is a matter of the format's own, inside the file: then the file's name does not tell of it. */
    boolean compressesItself();
}
