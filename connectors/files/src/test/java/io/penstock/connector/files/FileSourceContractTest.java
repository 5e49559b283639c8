package io.penstock.connector.files;

import io.penstock.connector.SourceContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract for each kind of file. */
class FileSourceContractTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private static final List<String> LINES = lines();

    private static List<String> lines() {
        Random random = new Random(1);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String filler = random.nextBoolean() ? "x" : "ü€𝄞";
            lines.add(i % 9 == 4 ? "" : i + ":" + filler.repeat(random.nextInt(20)));
        }
        return List.copyOf(lines);
    }

    private Path file(String name, byte[] content) throws IOException {
        Path file = directory.resolve(name);
        // Written once: a file that is written again is a changed one.
        return Files.exists(file) ? file : Files.write(file, content);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] gzip(byte[]... members) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] member : members) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(member);
            }
        }
        return out.toByteArray();
    }

    private static String joined(List<String> lines, String end) {
        return String.join(end, lines) + end;
    }

    abstract static class OfLines extends SourceContract<String, FileSplit> {
        @Override
        protected List<String> records() {
            return LINES;
        }
    }

    @Nested
    class PlainLines extends OfLines {
        @Override
        protected FileSource<String> source() throws IOException {
            return FileSource.lines(file("a.txt", bytes(joined(LINES, "\n"))));
        }
    }

    @Nested
    class LinesWithCarriageReturns extends OfLines {
        @Override
        protected FileSource<String> source() throws IOException {
            return FileSource.lines(file("a.txt", bytes(joined(LINES, "\r\n"))));
        }
    }

    @Nested
    class LinesWithoutAnEndAtTheEnd extends OfLines {
        @Override
        protected FileSource<String> source() throws IOException {
            return FileSource.lines(file("a.txt", bytes(String.join("\n", LINES))));
        }
    }

    @Nested
    class LinesBehindMarkAndHeader extends OfLines {
        @Override
        protected FileSource<String> source() throws IOException {
            return FileSource.lines(file("a.txt", bytes("\uFEFFheader\r\n" + joined(LINES, "\n"))))
                    .skipHeader();
        }
    }

    @Nested
    class CompressedLines extends OfLines {
        @Override
        protected FileSource<String> source() throws IOException {
            return FileSource.lines(file("a.txt.gz", gzip(bytes(joined(LINES, "\n")))));
        }
    }

    @Nested
    class CompressedInSeveralMembers extends OfLines {
        @Override
        protected FileSource<String> source() throws IOException {
            String text = "header\n" + joined(LINES, "\n");
            return FileSource.lines(file("a.GZ", gzip(bytes(text.substring(0, 100)), bytes(text.substring(100)))))
                    .skipHeader();
        }
    }

    @Nested
    class PartsOfOneByte extends OfLines {
        @Override
        protected List<String> records() {
            return LINES.subList(0, 12);
        }

        @Override
        protected FileSource<String> source() throws IOException {
            return FileSource.lines(file("a.txt", bytes(joined(records(), "\n"))))
                    .splitSize(1);
        }
    }

    @Nested
    class PartsOfSomeLines extends OfLines {
        @Override
        protected FileSource<String> source() throws IOException {
            return FileSource.lines(file("a.txt", bytes("\uFEFFheader\n" + String.join("\r\n", LINES))))
                    .skipHeader()
                    .splitSize(101);
        }
    }

    @Nested
    class SeveralFiles extends OfLines {
        @Override
        protected FileSource<String> source() throws IOException {
            file("2.txt.gz", gzip(bytes(joined(LINES.subList(20, 40), "\n"))));
            file("1.txt", bytes(joined(LINES.subList(0, 20), "\n")));
            file("3.txt", bytes(joined(LINES.subList(40, 60), "\n")));
            return FileSource.lines(directory + "/*.{txt,txt.gz}").splitSize(64);
        }
    }

    /** Records of CSV as lists of fields. */
    abstract static class OfCsv extends SourceContract<List<String>, FileSplit> {
        @Override
        protected List<List<String>> records() {
            List<List<String>> records = new ArrayList<>();
            for (int i = 0; i < LINES.size(); i++) {
                records.add(List.of("" + i, field(i)));
            }
            return records;
        }

        String field(int i) {
            return switch (i % 5) {
                case 0 -> LINES.get(i);
                case 1 -> "a \"quoted\" word, and a comma";
                case 2 -> "two\nlines, and a\r\nthird";
                case 3 -> "";
                default -> "\n\n";
            };
        }

        String text(String end) {
            StringBuilder text = new StringBuilder("id,\"te\"\"xt\"" + end);
            for (List<String> record : records()) {
                text.append(record.get(0))
                        .append(",\"")
                        .append(record.get(1).replace("\"", "\"\""))
                        .append('"')
                        .append(end);
            }
            return text.toString();
        }
    }

    @Nested
    class CsvWithLineEndsInQuotes extends OfCsv {
        @Override
        protected FileSource<List<String>> source() throws IOException {
            return FileSource.csv(file("a.csv", bytes(text("\n")))).parse(r -> List.of(r.get("id"), r.get("te\"xt")));
        }
    }

    @Nested
    class CompressedCsvWithBlankLines extends OfCsv {
        @Override
        protected FileSource<List<String>> source() throws IOException {
            return FileSource.csv(file("a.csv.gz", gzip(bytes("\uFEFF" + text("\r\n\r\n")))))
                    .parse(r -> List.of(r.get("id"), r.get("te\"xt")));
        }
    }

    @Nested
    class CsvInParts extends OfCsv {
        @Override
        String field(int i) {
            return super.field(i).replace('\r', ' ').replace('\n', ' ');
        }

        @Override
        protected FileSource<List<String>> source() throws IOException {
            return FileSource.csv(file("a.csv", bytes(text("\n\n"))))
                    .multiline(false)
                    .splitSize(50)
                    .parse(r -> List.of(r.get("id"), r.get("te\"xt")));
        }
    }
}
