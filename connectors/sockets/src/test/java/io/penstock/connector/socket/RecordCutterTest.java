package io.penstock.connector.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordCutterTest {
    /** Gives one byte at a time, or some by chance. */
    private static InputStream drip(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1 + random.nextInt(3)));
            }
        };
    }

    private static List<String> cut(String text, String delimiter, int max) throws IOException {
        RecordCutter cutter = new RecordCutter(
                drip(text.getBytes(StandardCharsets.UTF_8), new Random(1)),
                delimiter.getBytes(StandardCharsets.UTF_8),
                delimiter.equals("\n"),
                max);
        List<String> cuts = new ArrayList<>();
        RecordCutter.Cut cut = cutter.next();
        while (cut != null) {
            cuts.add(cut.position() + " " + new String(cut.bytes(), StandardCharsets.UTF_8)
                    + (cut.fault() == RecordCutter.Fault.NONE ? "" : " " + cut.fault()));
            cut = cutter.next();
        }
        return cuts;
    }

    @Test
    void linesEndWithLineFeedAndCarriageReturnBeforeIt() throws IOException {
        assertThat(cut("a\nbc\r\n\r\n\nd\re\n", "\n", 10)).containsExactly("0 a", "2 bc", "6 ", "8 ", "9 d\re");
    }

    @Test
    void delimiterOfSeveralBytesIsFoundAcrossReads() throws IOException {
        assertThat(cut("a||b|c||||", "||", 10)).containsExactly("0 a", "3 b|c", "8 ");
    }

    @Test
    void recordOfTheGreatestLengthPassesAndALongerOneIsToldOnce() throws IOException {
        assertThat(cut("1234\r\n12345\n123456789012345\n1\n", "\n", 4))
                .containsExactly("0 1234", "6 1234 TOO_LONG", "12 1234 TOO_LONG", "28 1");
    }

    @Test
    void endOfARecordThatIsTooLongIsFoundWithALongDelimiter() throws IOException {
        assertThat(cut("1234567890|12|=|ab|=|", "|=|", 4)).containsExactly("0 1234 TOO_LONG", "16 ab");
    }

    @Test
    void whatComesBehindTheLastDelimiterIsIncomplete() throws IOException {
        assertThat(cut("a\nb", "\n", 4)).containsExactly("0 a", "2 b INCOMPLETE");
    }

    @Test
    void anyTextIsCutAsSplitDoesIt() throws IOException {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(200); i > 0; i--) {
                text.append("ab|=\n".charAt(random.nextInt(5)));
            }
            List<String> expected = new ArrayList<>();
            String[] parts = (text + "|").split("\\|", -1);
            int position = 0;
            for (int i = 0; i < parts.length - 1; i++) {
                expected.add(position + " " + parts[i]);
                position += parts[i].length() + 1;
            }
            assertThat(cut(text + "|", "|", 1000)).as("seed %d", seed).isEqualTo(expected);
        }
    }
}
