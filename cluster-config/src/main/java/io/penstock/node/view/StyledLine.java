package io.penstock.node.view;

/** Builds one line of a terminal: never longer than it may be, colours not counted. */
final class StyledLine {
    /** SGR codes. */
    enum Style {
        PLAIN(""),
        BOLD("1"),
        DIM("2"),
        RED("31"),
        GREEN("32"),
        YELLOW("33"),
        CYAN("36");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    private final StringBuilder text = new StringBuilder();
    private final Look look;
    private int length;
    private boolean cut;

    StyledLine(Look look) {
        this.look = look;
    }

    StyledLine add(String part) {
        return add(Style.PLAIN, part);
    }

    /** Adds as much of {@code part} as fits; the last character of a line that was cut says so. */
    StyledLine add(Style style, String part) {
        if (cut || part.isEmpty()) {
            return this;
        }
        int room = look.columns() - length;
        String fitting = part;
        if (part.length() > room) {
            if (room == 0) {
                cut = true;
                return this;
            }
            fitting = part.substring(0, room - 1) + (look.unicode() ? "…" : "~");
            cut = true;
        }
        boolean styled = look.color() && style != Style.PLAIN;
        if (styled) {
            text.append("\u001b[").append(style.code).append('m');
        }
        text.append(fitting);
        if (styled) {
            text.append("\u001b[0m");
        }
        length += fitting.length();
        return this;
    }

    int length() {
        return length;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
