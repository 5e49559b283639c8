package io.penstock.persistence.tools;

import java.io.PrintStream;

/** Where a tool writes, and how: lines of text, or one JSON object per line. */
public final class ToolOutput {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;
    private final EventText eventText;

    /**
     * An output.
     *
     * @param json one JSON object per line instead of text
     * @param eventText makes events readable; {@link EventText#HEX} where their classes are not there
     */
    public ToolOutput(PrintStream out, PrintStream err, boolean json, EventText eventText) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.eventText = eventText;
    }

    EventText eventText() {
        return eventText;
    }

    void line(JsonLine fields, String text) {
        out.println(json ? fields.toString() : text);
    }

    void error(String message) {
        err.println(message);
    }

    void flush() {
        out.flush();
    }
}
