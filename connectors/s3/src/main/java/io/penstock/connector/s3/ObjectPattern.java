package io.penstock.connector.s3;

import java.util.regex.Pattern;

/**
 * An object, the objects directly in a folder (with a slash at its end), or a glob. In a glob, {@code *} and {@code ?} stop
 * at slashes, {@code **}{@code /} stands for any number of folders, also for none. Names that begin with a dot are left out
 * unless the pattern says the dot.
 */
final class ObjectPattern {
    private static final String FOLDERS = "**/";
    /** A part of a name that does not begin with a dot. */
    private static final String NOT_HIDDEN = "(?!\\.)";

    private final S3Location location;
    private final String prefix;
    private final Pattern keys;
    private final boolean glob;

    private ObjectPattern(S3Location location, String pattern) {
        this.location = location;
        int wild = firstWild(pattern);
        this.glob = wild < pattern.length();
        this.prefix = pattern.substring(0, wild);
        this.keys = Pattern.compile(regex(pattern), Pattern.DOTALL);
    }

    /** @throws IllegalArgumentException if it is not like {@code s3://bucket/key} */
    static ObjectPattern of(String text) {
        S3Location location = S3Location.parse(text);
        String key = location.key();
        return new ObjectPattern(location, key.isEmpty() || key.endsWith("/") ? key + "*" : key);
    }

    private static int firstWild(String pattern) {
        int at = 0;
        while (at < pattern.length() && pattern.charAt(at) != '*' && pattern.charAt(at) != '?') {
            at++;
        }
        return at;
    }

    private static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        int at = 0;
        while (at < glob.length()) {
            boolean beginsName = at == 0 || glob.charAt(at - 1) == '/';
            if (beginsName && glob.startsWith(FOLDERS, at)) {
                regex.append("(?:").append(NOT_HIDDEN).append("[^/]+/)*");
                at += FOLDERS.length();
            } else {
                char c = glob.charAt(at);
                boolean wild = c == '*' || c == '?';
                if (wild && beginsName) {
                    regex.append(NOT_HIDDEN);
                }
                regex.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
                at++;
            }
        }
        return regex.toString();
    }

    String bucket() {
        return location.bucket();
    }

    /** What the keys of all its objects begin with. */
    String prefix() {
        return prefix;
    }

    /** True if it names one object. */
    boolean isOneObject() {
        return !glob;
    }

    boolean matches(String key) {
        // Consoles make objects that end with a slash to show folders.
        return !key.endsWith("/") && keys.matcher(key).matches();
    }

    @Override
    public String toString() {
        return location.toString();
    }
}
