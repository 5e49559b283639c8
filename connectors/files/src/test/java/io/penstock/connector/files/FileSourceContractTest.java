package io.penstock.connector.files;

import com.github.luben.zstd.Zstd;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.contract.BadRecordContract;
import io.penstock.connector.contract.ChangedSplitContract;
import io.penstock.connector.contract.SourceContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
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

    private static String refuseBad(String text) {
        if (text.startsWith("bad")) {
            throw new IllegalArgumentException("it is bad");
        }
        return text;
    }

    static byte[] zstd(byte[]... frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            out.writeBytes(Zstd.compress(frame));
        }
        return out.toByteArray();
    }

    abstract static class OfLines extends SourceContract<String, FileSplit> {
        @Override
        public List<String> records() {
            return LINES;
        }
    }

    @Nested
    class PlainLines extends OfLines
            implements BadRecordContract<String, FileSplit>, ChangedSplitContract<String, FileSplit> {
        @Override
        public FileSource<String> sourceWithBadRecords(ErrorPolicy policy) throws IOException {
            return FileSource.lines(file("bad.txt", bytes("bad 1\na\nbad 2\nbad 3\nb\n")))
                    .parse(FileSourceContractTest::refuseBad)
                    .onError(policy);
        }

        @Override
        public List<String> goodRecords() {
            return List.of("a", "b");
        }

        @Override
        public int badRecords() {
            return 3;
        }

        @Override
        public FileSource<String> changedSource() throws IOException {
            Files.writeString(directory.resolve("a.txt"), "something else\n");
            return source();
        }

        @Override
        public FileSource<String> source() throws IOException {
            return FileSource.lines(file("a.txt", bytes(joined(LINES, "\n"))));
        }
    }

    @Nested
    class LinesWithCarriageReturns extends OfLines {
        @Override
        public FileSource<String> source() throws IOException {
            return FileSource.lines(file("a.txt", bytes(joined(LINES, "\r\n"))));
        }
    }

    @Nested
    class LinesWithoutAnEndAtTheEnd extends OfLines {
        @Override
        public FileSource<String> source() throws IOException {
            return FileSource.lines(file("a.txt", bytes(String.join("\n", LINES))));
        }
    }

    @Nested
    class LinesBehindMarkAndHeader extends OfLines {
        @Override
        public FileSource<String> source() throws IOException {
            return FileSource.lines(file("a.txt", bytes("\uFEFFheader\r\n" + joined(LINES, "\n"))))
                    .skipHeader();
        }
    }

    @Nested
    class CompressedLines extends OfLines {
        @Override
        public FileSource<String> source() throws IOException {
            return FileSource.lines(file("a.txt.gz", gzip(bytes(joined(LINES, "\n")))));
        }
    }

    @Nested
    class CompressedInSeveralMembers extends OfLines {
        @Override
        public FileSource<String> source() throws IOException {
            String text = "header\n" + joined(LINES, "\n");
            return FileSource.lines(file("a.GZ", gzip(bytes(text.substring(0, 100)), bytes(text.substring(100)))))
                    .skipHeader();
        }
    }

    @Nested
    class CompressedWithZstdInSeveralFrames extends OfLines {
        @Override
        public FileSource<String> source() throws IOException {
            String text = joined(LINES, "\n");
            return FileSource.lines(
                    file("a.txt.zst", zstd(bytes(text.substring(0, 100)), new byte[0], bytes(text.substring(100)))));
        }
    }

    record Line(int number, String text) {}

    @Nested
    class JsonLines extends SourceContract<Line, FileSplit> implements BadRecordContract<Line, FileSplit> {
        @Override
        public FileSource<Line> source() throws IOException {
            StringBuilder text = new StringBuilder();
            for (Line line : records()) {
                text.append("{\"text\": \"" + line.text() + "\", \"more\": [1, {}], \"number\":" + line.number() + "}");
                text.append(line.number() % 3 == 0 ? " \r\n\n \t\n" : "\n");
            }
            return FileSource.jsonLines(Line.class, file("a.jsonl", bytes(text.toString())));
        }

        @Override
        public List<Line> records() {
            List<Line> records = new ArrayList<>();
            for (int i = 0; i < LINES.size(); i++) {
                records.add(new Line(i, LINES.get(i)));
            }
            return records;
        }

        @Override
        public FileSource<Line> sourceWithBadRecords(ErrorPolicy policy) throws IOException {
            String text = """
                    {"number":1}
                    {"number":
                    {"number":2} x

                    {"text":"no number"}
                    null
                    []
                    {"number":3}
                    """;
            return FileSource.jsonLines(Line.class, file("bad.jsonl", bytes(text)))
                    .onError(policy);
        }

        @Override
        @SuppressWarnings("NullAway")
        public List<Line> goodRecords() {
            return List.of(new Line(1, null), new Line(3, null));
        }

        @Override
        public int badRecords() {
            return 5;
        }
    }

    @Nested
    class AvroFiles extends OfLines
            implements BadRecordContract<String, FileSplit>, ChangedSplitContract<String, FileSplit> {
        private static final Schema SCHEMA =
                SchemaBuilder.record("Line").fields().requiredString("text").endRecord();

        private FileSource<String> texts(Path file) {
            return FileSource.avro(file).parse(record -> record.get("text").toString());
        }

        private byte[] avro(List<String> texts, CodecFactory codec) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
                // Blocks of a few records.
                writer.setSyncInterval(64).setCodec(codec).create(SCHEMA, out);
                for (String text : texts) {
                    writer.append(
                            new GenericRecordBuilder(SCHEMA).set("text", text).build());
                }
            }
            return out.toByteArray();
        }

        @Override
        public FileSource<String> source() throws IOException {
            return texts(file("a.avro", avro(LINES, CodecFactory.deflateCodec(6))));
        }

        @Override
        public FileSource<String> sourceWithBadRecords(ErrorPolicy policy) throws IOException {
            List<String> texts = List.of("bad 1", "a", "bad 2", "b", "bad 3", "bad 4", "c".repeat(70));
            return texts(file("bad.avro", avro(texts, CodecFactory.zstandardCodec(3))))
                    .parse(FileSourceContractTest::refuseBad)
                    .onError(policy);
        }

        @Override
        public List<String> goodRecords() {
            return List.of("a", "b", "c".repeat(70));
        }

        @Override
        public int badRecords() {
            return 4;
        }

        @Override
        public FileSource<String> changedSource() throws IOException {
            Files.write(directory.resolve("a.avro"), avro(LINES.subList(1, 9), CodecFactory.nullCodec()));
            return texts(directory.resolve("a.avro"));
        }
    }

    @Nested
    class PartsOfOneByte extends OfLines {
        @Override
        public List<String> records() {
            return LINES.subList(0, 12);
        }

        @Override
        public FileSource<String> source() throws IOException {
            return FileSource.lines(file("a.txt", bytes(joined(records(), "\n"))))
                    .splitSize(1);
        }
    }

    @Nested
    class PartsOfSomeLines extends OfLines {
        @Override
        public FileSource<String> source() throws IOException {
            return FileSource.lines(file("a.txt", bytes("\uFEFFheader\n" + String.join("\r\n", LINES))))
                    .skipHeader()
                    .splitSize(101);
        }
    }

    @Nested
    class SeveralFiles extends OfLines {
        @Override
        public FileSource<String> source() throws IOException {
            file("2.txt.gz", gzip(bytes(joined(LINES.subList(20, 40), "\n"))));
            file("1.txt", bytes(joined(LINES.subList(0, 20), "\n")));
            file("3.txt", bytes(joined(LINES.subList(40, 60), "\n")));
            return FileSource.lines(directory + "/*.{txt,txt.gz}").splitSize(64);
        }
    }

    /** Records of CSV as lists of fields. */
    abstract static class OfCsv extends SourceContract<List<String>, FileSplit> {
        @Override
        public List<List<String>> records() {
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
        public FileSource<List<String>> source() throws IOException {
            return FileSource.csv(file("a.csv", bytes(text("\n")))).parse(r -> List.of(r.get("id"), r.get("te\"xt")));
        }
    }

    @Nested
    class CompressedCsvWithBlankLines extends OfCsv {
        @Override
        public FileSource<List<String>> source() throws IOException {
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
        public FileSource<List<String>> source() throws IOException {
            return FileSource.csv(file("a.csv", bytes(text("\n\n"))))
                    .multiline(false)
                    .splitSize(50)
                    .parse(r -> List.of(r.get("id"), r.get("te\"xt")));
        }
    }
}
