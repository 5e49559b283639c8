package io.penstock.connector.files;

import io.penstock.connector.Sink;
import io.penstock.connector.contract.ExactlyOnceSinkContract;
import io.penstock.connector.contract.FailingTargetContract;
import io.penstock.connector.contract.HangingTargetContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract for each kind of file and each way to lay them out. */
class FileSinkContractTest {
    private static final Schema SCHEMA =
            SchemaBuilder.record("Line").fields().requiredString("text").endRecord();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    /** Records are texts, each a number in front of some filling. */
    abstract class Of extends ExactlyOnceSinkContract<String, PreparedFiles>
            implements FailingTargetContract<String, PreparedFiles>, HangingTargetContract<String, PreparedFiles> {
        private final ControlledDisk disk = new ControlledDisk();

        Path out() {
            return root.resolve("out");
        }

        abstract FileSink<String> files();

        /** By other means than the connector's. */
        abstract List<String> read(Path file) throws Exception;

        @Override
        public Sink<String, PreparedFiles> sink() {
            return files().on(disk);
        }

        @Override
        public String record(int number) {
            return number + ":" + "x".repeat(number % 7);
        }

        @Override
        public List<String> visible() throws Exception {
            List<String> all = new ArrayList<>();
            for (Path file : filesBelow(out(), false)) {
                all.addAll(read(file));
            }
            return all;
        }

        @Override
        public List<String> leftovers() throws IOException {
            return filesBelow(out().resolve(StagingArea.ROOT), true).stream()
                    .map(Path::toString)
                    .toList();
        }

        private List<Path> filesBelow(Path folder, boolean hidden) throws IOException {
            if (!Files.exists(folder)) {
                return List.of();
            }
            try (Stream<Path> all = Files.walk(folder)) {
                return all.filter(Files::isRegularFile)
                        .filter(file -> hidden || !folder.relativize(file).startsWith(StagingArea.ROOT))
                        .filter(file -> hidden || !folder.relativize(file).startsWith(FileManifest.FOLDER))
                        .toList();
            }
        }

        @Override
        public void failTarget() {
            disk.fail();
        }

        @Override
        public void repairTarget() {
            disk.repair();
        }

        @Override
        public void hangTarget() {
            disk.hang();
        }

        @Override
        public void releaseTarget() {
            disk.release();
        }
    }

    @Nested
    class Lines extends Of {
        @Override
        FileSink<String> files() {
            return FileSink.lines(out(), line -> line);
        }

        @Override
        List<String> read(Path file) throws IOException {
            return Files.readAllLines(file);
        }
    }

    @Nested
    class SmallGzipFilesOfCsv extends Of {
        @Override
        FileSink<String> files() {
            return FileSink.csv(out(), CsvColumn.<String>of("text", text -> text))
                    .compress(Compression.GZIP)
                    .maxFileBytes(20);
        }

        @Override
        List<String> read(Path file) throws Exception {
            List<String> lines;
            try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
            }
            return lines.subList(1, lines.size());
        }
    }

    @Nested
    class JsonInBucketsWithManifests extends Of {
        @Override
        FileSink<String> files() {
            return FileSink.<String>jsonLines(out(), String.class)
                    .compress(Compression.ZSTD)
                    .bucketBy(text -> "digit=" + text.charAt(0) + "/length=" + text.length())
                    .maxOpenFiles(3)
                    .manifest();
        }

        @Override
        List<String> read(Path file) throws Exception {
            byte[] bytes = Files.readAllBytes(file);
            byte[] text = com.github.luben.zstd.Zstd.decompress(bytes, 100_000);
            return new String(text, StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.substring(1, line.length() - 1))
                    .toList();
        }
    }

    @Nested
    class Avro extends Of {
        @Override
        FileSink<String> files() {
            return FileSink.avro(out(), SCHEMA, (String text) -> new GenericRecordBuilder(SCHEMA)
                            .set("text", text)
                            .build())
                    .compress(Compression.GZIP);
        }

        @Override
        List<String> read(Path file) throws IOException {
            List<String> texts = new ArrayList<>();
            try (DataFileReader<GenericRecord> reader =
                    new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
                reader.forEach(record -> texts.add(record.get("text").toString()));
            }
            return texts;
        }
    }
}
