package io.penstock.codec;

/**
 * UTF-8 in which a lone surrogate is a three-byte sequence. The JDK's charset turns it into a question mark, and two
 * different keys would become one.
 */
final class Utf8 {

    private Utf8() {}

    static long length(String s) {
        long length = s.length();
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c > 0x7f) {
                length++;
                if (c > 0x7ff) {
                    length++;
                    if (isPair(s, i)) {
                        // Four bytes for two chars: the second char's own byte is counted by s.length().
                        i++;
                    }
                }
            }
        }
        return length;
    }

    /** Writes {@link #length} bytes from {@code at} on. */
    static void encode(String s, byte[] to, int at) {
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c <= 0x7f) {
                to[at++] = (byte) c;
            } else if (c <= 0x7ff) {
                to[at++] = (byte) (0xc0 | (c >> 6));
                to[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (isPair(s, i)) {
                int point = Character.toCodePoint(c, s.charAt(++i));
                to[at++] = (byte) (0xf0 | (point >> 18));
                to[at++] = (byte) (0x80 | ((point >> 12) & 0x3f));
                to[at++] = (byte) (0x80 | ((point >> 6) & 0x3f));
                to[at++] = (byte) (0x80 | (point & 0x3f));
            } else {
                to[at++] = (byte) (0xe0 | (c >> 12));
                to[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
                to[at++] = (byte) (0x80 | (c & 0x3f));
            }
        }
    }

    private static boolean isPair(String s, int i) {
        return Character.isHighSurrogate(s.charAt(i))
                && i + 1 < s.length()
                && Character.isLowSurrogate(s.charAt(i + 1));
    }

    /** For text with at least one byte outside ASCII; refuses what {@link #encode} cannot have written. */
    static String decode(byte[] from, int start, int end) {
        char[] chars = new char[end - start];
        int count = 0;
        int at = start;
        while (at < end) {
            int b = from[at];
            if (b >= 0) {
                chars[count++] = (char) b;
                at++;
                continue;
            }
            int extra = (b & 0xe0) == 0xc0 ? 1 : (b & 0xf0) == 0xe0 ? 2 : (b & 0xf8) == 0xf0 ? 3 : 0;
            if (extra == 0 || extra >= end - at) {
                throw malformed(from, at);
            }
            int point = b & (0x3f >> extra);
            for (int i = 1; i <= extra; i++) {
                int next = from[at + i];
                if ((next & 0xc0) != 0x80) {
                    throw malformed(from, at);
                }
                point = (point << 6) | (next & 0x3f);
            }
            int smallest = extra == 1 ? 0x80 : extra == 2 ? 0x800 : 0x10000;
            if (point < smallest || point > Character.MAX_CODE_POINT) {
                throw malformed(from, at);
            }
            count += Character.toChars(point, chars, count);
            at += extra + 1;
        }
        return new String(chars, 0, count);
    }

    private static CorruptDataException malformed(byte[] from, int at) {
        return new CorruptDataException(at, "UTF-8", "a malformed sequence beginning with " + (from[at] & 0xff));
    }
}
