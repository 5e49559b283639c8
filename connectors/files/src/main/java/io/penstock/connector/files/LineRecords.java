package io.penstock.connector.files;

import io.penstock.connector.SplitChangedException;
import java.io.IOException;

/** Each line is a record. */
final class LineRecords implements Records<String> {
    private final LineScanner scanner;
    private final TextDecoder decoder;
    private final int maxLineBytes;
    private boolean tooLong;

    LineRecords(LineScanner scanner, FileSourceSettings settings) {
        this.scanner = scanner;
        this.decoder = new TextDecoder(settings.charset());
        this.maxLineBytes = settings.maxLineBytes();
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
        return found == LineScanner.Found.END ? Step.END : Step.RECORD;
    }

    @Override
    public String current() throws MalformedRecordException {
        if (tooLong) {
            throw tooLong(maxLineBytes);
        }
        return decoder.decode(scanner.buffer(), scanner.start(), scanner.end(), scanner.isAscii());
    }

    static MalformedRecordException tooLong(int maxLineBytes) {
        return new MalformedRecordException(
                "it is longer than the limit of " + maxLineBytes + " bytes (raise maxLineBytes if it is right)");
    }

    @Override
    public int lines() {
        return 1;
    }
}
