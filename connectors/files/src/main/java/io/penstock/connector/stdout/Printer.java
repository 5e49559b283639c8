package io.penstock.connector.stdout;

import java.io.IOException;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Prints whole texts, each in one piece, and notices when nobody takes them. */
final class Printer {
    private final @Nullable PrintStream stream;

    /** @param stream null for {@link System#out} as it is when something is printed */
    Printer(@Nullable PrintStream stream) {
        this.stream = stream;
    }

    void print(String text) throws IOException {
        PrintStream out = stream == null ? System.out : stream;
        out.print(text);
        if (out.checkError()) {
            throw new IOException("standard output cannot be written: it was closed, or the disk it goes to is full."
                    + " Redirect it elsewhere and run the job again");
        }
    }
}
