package io.penstock.connector.files;

import io.penstock.connector.SplitChangedException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Records of RFC 4180: a field that begins with a quote goes to the closing one and may hold delimiters, doubled quotes
 * and line ends; a quote elsewhere stands for itself. Lines without a character are no records. A bad record ends at the
 * end of its first line, so one stray quote costs one line and not the rest of the file.
 *
 * <p>Own code because a position must be a byte that reading can resume at, also behind bytes that are no text: libraries
 * count characters, or count bytes by encoding what they decoded.
 */
final class CsvRecords implements Records<CsvRecord> {
    private static final byte QUOTE = '"';

    private final LineScanner scanner;
    private final TextDecoder decoder;
    private final char delimiter;
    private final boolean multiline;
    private final int maxLineBytes;
    private @Nullable CsvHeader header;
    private @Nullable MalformedRecordException malformed;
    private int lines;
    private int[] bounds = new int[64];

    CsvRecords(LineScanner scanner, FileSourceSettings settings) {
        this.scanner = scanner;
        this.decoder = new TextDecoder(settings.charset());
        this.delimiter = settings.delimiter();
        this.multiline = settings.multiline();
        this.maxLineBytes = settings.maxLineBytes();
    }

    @Override
    public void readHeader() throws IOException, SplitChangedException, MalformedRecordException {
        Step step = advance();
        if (step == Step.BLANK) {
            throw new MalformedRecordException("the header is an empty line");
        }
        if (step == Step.RECORD) {
            header = CsvHeader.of(current().values());
        }
    }

    @Override
    public boolean needsHeader() {
        return true;
    }

    @Override
    public Step advance() throws IOException, SplitChangedException {
        malformed = null;
        lines = 1;
        LineScanner.Found found = scanner.next();
        switch (found) {
            case END -> {
                return Step.END;
            }
            case TOO_LONG -> malformed = LineRecords.tooLong(maxLineBytes);
            case LINE -> {
                if (scanner.start() == scanner.end()) {
                    return Step.BLANK;
                }
                if (multiline) {
                    takeQuotedLines();
                }
            }
        }
        return Step.RECORD;
    }

    /** Extends the record while a quoted field is open at the end of its last line. */
    private void takeQuotedLines() throws IOException, SplitChangedException {
        At at = At.FIELD_START;
        int looked = 0;
        while (true) {
            at = follow(at, looked);
            if (at != At.IN_QUOTES) {
                return;
            }
            looked = scanner.end() - scanner.start();
            LineScanner.Found found = scanner.extend();
            if (found != LineScanner.Found.LINE) {
                scanner.keepFirstLine();
                lines = 1;
                malformed = bad("a quote is opened and not closed "
                        + (found == LineScanner.Found.END
                                ? "up to the end of the file"
                                : "within " + maxLineBytes + " bytes (raise maxLineBytes if the field is that long)"));
                return;
            }
            lines++;
        }
    }

    /** Where a byte stands in its record. */
    private enum At {
        FIELD_START,
        IN_FIELD,
        IN_QUOTES,
        /** Right behind a quote in quotes: another one goes on with the field. */
        BEHIND_QUOTE
    }

    private At follow(At before, int from) {
        byte[] bytes = scanner.buffer();
        int end = scanner.end();
        At at = before;
        for (int i = scanner.start() + from; i < end; i++) {
            byte b = bytes[i];
            if (at == At.IN_QUOTES) {
                at = b == QUOTE ? At.BEHIND_QUOTE : At.IN_QUOTES;
            } else if (b == QUOTE && at != At.IN_FIELD) {
                at = At.IN_QUOTES;
            } else {
                at = b == delimiter ? At.FIELD_START : At.IN_FIELD;
            }
        }
        return at;
    }

    @Override
    public CsvRecord current() throws MalformedRecordException {
        if (malformed != null) {
            throw malformed;
        }
        String text = decoder.decode(scanner.buffer(), scanner.start(), scanner.end(), scanner.isAscii());
        int fields = cut(text);
        CsvHeader columns = header;
        if (columns != null && fields != columns.size()) {
            throw bad("it has " + fields + " fields, the header has " + columns.size());
        }
        return new CsvRecord(text, Arrays.copyOf(bounds, 2 * fields), columns);
    }

    private int cut(String text) throws MalformedRecordException {
        int length = text.length();
        int fields = 0;
        int at = 0;
        while (true) {
            if (2 * fields == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * bounds.length);
            }
            if (at < length && text.charAt(at) == QUOTE) {
                at = cutQuoted(text, at + 1, fields);
            } else {
                int end = text.indexOf(delimiter, at);
                end = end < 0 ? length : end;
                bounds[2 * fields] = at;
                bounds[2 * fields + 1] = end;
                at = end;
            }
            fields++;
            if (at == length) {
                return fields;
            }
            at++;
        }
    }

    /** Gives the index behind the closing quote, which is the end of the text or a delimiter. */
    private int cutQuoted(String text, int from, int field) throws MalformedRecordException {
        int length = text.length();
        boolean doubled = false;
        int close = text.indexOf(QUOTE, from);
        while (close >= 0 && close + 1 < length && text.charAt(close + 1) == QUOTE) {
            doubled = true;
            close = text.indexOf(QUOTE, close + 2);
        }
        if (close < 0) {
            throw bad("the quote that opens field " + (field + 1) + " is not closed");
        }
        if (close + 1 < length && text.charAt(close + 1) != delimiter) {
            throw bad("field " + (field + 1) + " goes on behind its closing quote");
        }
        bounds[2 * field] = from;
        bounds[2 * field + 1] = doubled ? -close - 1 : close;
        return close + 1;
    }

    @Override
    public int lines() {
        return lines;
    }

    private MalformedRecordException bad(String message) {
        return new MalformedRecordException(message);
    }
}
