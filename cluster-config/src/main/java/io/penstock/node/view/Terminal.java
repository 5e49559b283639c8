package io.penstock.node.view;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whether standard output is a terminal, and what that can show. The launcher looks and says so in the
 * system property {@value #INTERACTIVE}, since a JVM cannot tell a terminal from a redirected output.
 */
public final class Terminal {
    /** {@code true} if standard output is a terminal. */
    public static final String INTERACTIVE = "penstock.terminal";

    private static final File TTY = new File("/dev/tty");
    private static final long SIZE_VALID_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int STTY_TIMEOUT_MILLIS = 500;

    private final boolean interactive;
    private final boolean color;
    private final boolean unicode;
    private Look look;
    private long lookAtNanos;

    private Terminal(boolean interactive, boolean color, boolean unicode) {
        this.interactive = interactive;
        this.color = color;
        this.unicode = unicode;
        this.look = new Look(80, 24, color, unicode);
        this.lookAtNanos = System.nanoTime() - SIZE_VALID_NANOS;
    }

    /** The terminal of this process. */
    public static Terminal ofProcess() {
        return from(System.getenv(), Boolean.getBoolean(INTERACTIVE));
    }

    /** No terminal: plain lines. */
    public static Terminal none() {
        return new Terminal(false, false, false);
    }

    static Terminal from(Map<String, String> environment, boolean told) {
        boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
        boolean interactive = told && !dumb;
        // https://no-color.org: any value but the empty one.
        boolean color = interactive && environment.getOrDefault("NO_COLOR", "").isEmpty();
        String charset = environment.getOrDefault(
                "LC_ALL", environment.getOrDefault("LC_CTYPE", environment.getOrDefault("LANG", "")));
        String upper = charset.toUpperCase(Locale.ROOT);
        return new Terminal(interactive, color, upper.contains("UTF-8") || upper.contains("UTF8"));
    }

    public boolean interactive() {
        return interactive;
    }

    boolean color() {
        return color;
    }

    boolean unicode() {
        return unicode;
    }

    /** What it can show now: the size is asked for again about once a second, so that a resize is followed. */
    Look look() {
        long now = System.nanoTime();
        if (interactive && now - lookAtNanos >= SIZE_VALID_NANOS) {
            lookAtNanos = now;
            look = askSize()
                    .map(size -> new Look(size[1], size[0], color, unicode))
                    .orElse(look);
        }
        return look;
    }

    /** Rows and columns, or empty where there is no {@code stty}: the size stays what it was then. */
    private static Optional<int[]> askSize() {
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(TTY).start();
            try {
                if (!stty.waitFor(STTY_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
                    return Optional.empty();
                }
                String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
                int space = size.indexOf(' ');
                if (space < 0) {
                    return Optional.empty();
                }
                int rows = Integer.parseInt(size.substring(0, space));
                int columns = Integer.parseInt(size.substring(space + 1));
                // A terminal that does not know its size says 0.
                return rows > 0 && columns > 0 ? Optional.of(new int[] {rows, columns}) : Optional.empty();
            } finally {
                stty.destroyForcibly();
            }
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
