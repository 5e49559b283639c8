package io.penstock.connector.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.penstock.connector.SplitChangedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Each line is a JSON value; lines of nothing but blanks are no records. */
final class JsonRecords<R> implements Records<R> {
    private final LineScanner scanner;
    private final TextDecoder decoder;
    private final boolean utf8;
    private final int maxLineBytes;
    private final ObjectReader reader;
    private boolean tooLong;

    JsonRecords(LineScanner scanner, FileSourceSettings settings, ObjectReader reader) {
        this.scanner = scanner;
        this.decoder = new TextDecoder(settings.charset());
        this.utf8 = settings.charset().equals(StandardCharsets.UTF_8);
        this.maxLineBytes = settings.maxLineBytes();
        this.reader = reader;
    }

    @Override
    public void readHeader() throws IOException, SplitChangedException {
        scanner.skipLine();
    }

    @Override
    public boolean needsHeader() {
        return false;
    }

    @Override
    public Step advance() throws IOException, SplitChangedException {
        LineScanner.Found found = scanner.next();
        tooLong = found == LineScanner.Found.TOO_LONG;
        if (found == LineScanner.Found.END) {
            return Step.END;
        }
        return !tooLong && isBlank() ? Step.BLANK : Step.RECORD;
    }

    private boolean isBlank() {
        byte[] bytes = scanner.buffer();
        for (int i = scanner.start(); i < scanner.end(); i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public R current() throws MalformedRecordException {
        if (tooLong) {
            throw LineRecords.tooLong(maxLineBytes);
        }
        byte[] bytes = scanner.buffer();
        int start = scanner.start();
        int end = scanner.end();
        try {
            // From bytes, Jackson would take a line that begins with a zero byte for UTF-16 or UTF-32.
            R value = utf8 && scanner.isAscii() && bytes[start] != 0 && (end - start < 2 || bytes[start + 1] != 0)
                    ? reader.readValue(bytes, start, end - start)
                    : reader.readValue(decoder.decode(bytes, start, end, scanner.isAscii()));
            if (value == null) {
                throw new MalformedRecordException("it is a JSON null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new MalformedRecordException(message(e));
        } catch (MalformedRecordException e) {
            throw e;
        } catch (IOException e) {
            throw new MalformedRecordException(String.valueOf(e.getMessage()));
        }
    }

    /** Without the place in the line's text, which Jackson shows by the content of its buffer. */
    private static String message(JsonProcessingException e) {
        String where =
                e.getLocation() == null ? "" : ", column " + e.getLocation().getColumnNr();
        return e.getOriginalMessage() + where;
    }

    @Override
    public int lines() {
        return 1;
    }
}
