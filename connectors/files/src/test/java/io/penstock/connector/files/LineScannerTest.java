package io.penstock.connector.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.connector.files.LineScanner.Found;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineScannerTest {
    /** Gives bytes in pieces of random length. */
    private static final class PiecesInput implements ByteInput {
        private final byte[] bytes;
        private final Random random;
        private int at;

        PiecesInput(byte[] bytes, Random random) {
            this.bytes = bytes;
            this.random = random;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            if (at == bytes.length) {
                return -1;
            }
            int read = Math.min(Math.min(length, bytes.length - at), 1 + random.nextInt(40));
            System.arraycopy(bytes, at, into, from, read);
            at += read;
            return read;
        }

        @Override
        public void moveTo(long offset) {
            at = (int) offset;
        }

        @Override
        public long consumed() {
            return at;
        }

        @Override
        public void close() {}
    }

    private record Line(long offset, long next, boolean tooLong, boolean ascii, List<Byte> shown) {}

    /** The plain way to do it. */
    private static List<Line> reference(byte[] bytes, int maxBytes) {
        List<Line> lines = new ArrayList<>();
        int start = 0;
        while (start < bytes.length) {
            int next = start;
            while (next < bytes.length && bytes[next] != '\n') {
                next++;
            }
            int end = next;
            if (next < bytes.length) {
                end = next > start && bytes[next - 1] == '\r' ? next - 1 : next;
                next++;
            }
            boolean tooLong = end - start > maxBytes;
            boolean ascii = true;
            for (int i = start; i < end; i++) {
                ascii &= bytes[i] >= 0;
            }
            lines.add(new Line(start, next, tooLong, ascii || tooLong, boxed(bytes, start, tooLong ? start + 1 : end)));
            start = next;
        }
        return lines;
    }

    private static List<Byte> boxed(byte[] bytes, int from, int to) {
        List<Byte> boxed = new ArrayList<>();
        for (int i = from; i < to; i++) {
            boxed.add(bytes[i]);
        }
        return boxed;
    }

    private static byte[] hostile(Random random) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int length = random.nextInt(600);
        int newlineEvery = 1 + random.nextInt(60);
        while (bytes.size() < length) {
            switch (random.nextInt(8)) {
                case 0 -> bytes.write(random.nextInt(256));
                case 1 -> bytes.write('\r');
                // Differs from a line end in the lowest bit: the classic false hit of the trick with eight bytes.
                case 2 -> bytes.write('\n' + 1);
                default -> bytes.write(random.nextInt(newlineEvery) == 0 ? '\n' : 'a');
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void findsTheLinesThatThePlainWayFinds() throws Exception {
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = hostile(random);
            int maxBytes = 1 + random.nextInt(80);
            LineScanner scanner = new LineScanner(new PiecesInput(bytes, random), maxBytes, 8 + random.nextInt(40));
            List<Line> lines = new ArrayList<>();
            for (Found found = scanner.next(); found != Found.END; found = scanner.next()) {
                boolean tooLong = found == Found.TOO_LONG;
                byte[] shown = tooLong
                        ? Arrays.copyOf(scanner.beginning(), 1)
                        : Arrays.copyOfRange(scanner.buffer(), scanner.start(), scanner.end());
                lines.add(new Line(
                        scanner.recordOffset(),
                        scanner.offset(),
                        tooLong,
                        tooLong || scanner.isAscii(),
                        boxed(shown, 0, shown.length)));
            }
            assertThat(lines).as("seed %d", seed).isEqualTo(reference(bytes, maxBytes));
            assertThat(scanner.offset()).isEqualTo(bytes.length);
        }
    }

    @Test
    void goesOnAtAnyLineItIsMovedTo() throws Exception {
        Random random = new Random(5);
        byte[] bytes = hostile(random);
        List<Line> lines = reference(bytes, 1000);
        LineScanner scanner = new LineScanner(new PiecesInput(bytes, random), 1000, 16);
        for (int i = lines.size() - 1; i >= 0; i--) {
            scanner.moveTo(lines.get(i).offset());
            scanner.next();
            assertThat(scanner.offset()).isEqualTo(lines.get(i).next());
        }
    }

    @Test
    void keepsMemoryBoundedByTheLimitWhateverTheLine() throws Exception {
        byte[] bytes = new byte[5_000_000];
        Arrays.fill(bytes, (byte) 'x');
        LineScanner scanner = new LineScanner(new PiecesInput(bytes, new Random(1)), 1000, 64);
        assertThat(scanner.next()).isEqualTo(Found.TOO_LONG);
        assertThat(scanner.buffer().length).isLessThan(4096);
        assertThat(scanner.beginning().length).isLessThanOrEqualTo(LineScanner.KEPT_BYTES);
        assertThat(scanner.next()).isEqualTo(Found.END);
    }
}
