package io.penstock.connector.s3;

import com.github.luben.zstd.Zstd;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.contract.BadRecordContract;
import io.penstock.connector.contract.ChangedSplitContract;
import io.penstock.connector.contract.SourceContract;
import io.penstock.servers.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

/** The contract for each kind of object, read in chunks that cut records. */
class S3SourceContractTest {
    private static final int CHUNK_BYTES = 4 * 1024;
    private static final List<String> LINES = lines();
    private static final Schema SCHEMA =
            SchemaBuilder.record("Line").fields().requiredString("text").endRecord();

    private static List<String> lines() {
        Random random = new Random(1);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String filler = random.nextBoolean() ? "x" : "ü€𝄞";
            lines.add(i % 9 == 4 ? "" : i + ":" + filler.repeat(random.nextInt(120)));
        }
        return List.copyOf(lines);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(List<String> lines) {
        return bytes(String.join("\n", lines) + "\n");
    }

    abstract static class Of extends SourceContract<String, ObjectSplit> {
        final Bucket bucket = Bucket.create(S3Server.shared());
        private boolean written;

        /** Puts the objects there, once: an object that is written again is a changed one. */
        abstract void write() throws IOException;

        abstract S3Source<String> objects();

        /** The SDK names the threads of the test's plain client like those of a source; ClientsTest says that the latter end. */
        @Override
        protected boolean isShared(Thread thread) {
            return thread.getName().startsWith("aws-java-sdk-NettyEventLoop")
                    || thread.getName().startsWith("sdk-ScheduledExecutor");
        }

        S3Source<String> small(S3Source<String> source) {
            return bucket.at(source)
                    .with(new S3SourceSettings(CHUNK_BYTES, 2 * CHUNK_BYTES, 100, Duration.ofMillis(10)));
        }

        @Override
        public S3Source<String> source() throws IOException {
            if (!written) {
                write();
                written = true;
            }
            return small(objects());
        }

        @Override
        public List<String> records() {
            return LINES;
        }
    }

    @Nested
    class LinesOfSeveralObjects extends Of
            implements BadRecordContract<String, ObjectSplit>, ChangedSplitContract<String, ObjectSplit> {
        @Override
        void write() {
            bucket.put("in/a.txt", joined(LINES.subList(0, 25)));
            bucket.put("in/b.txt", joined(LINES.subList(25, 30)));
            bucket.put("in/c.txt", joined(LINES.subList(30, 40)));
            bucket.put("in/.hidden.txt", "not read\n");
            bucket.put("in/folder/a.txt", "not read\n");
        }

        @Override
        S3Source<String> objects() {
            return S3Source.lines(bucket.url("in/*.txt"));
        }

        @Override
        public S3Source<String> sourceWithBadRecords(ErrorPolicy policy) {
            if (bucket.keys("bad").isEmpty()) {
                bucket.put("bad.txt", "bad 1\na\nbad 2\nbad 3\nb\n");
            }
            return small(S3Source.lines(bucket.url("bad.txt")).parse(text -> {
                        if (text.startsWith("bad")) {
                            throw new IllegalArgumentException("it is bad");
                        }
                        return text;
                    }))
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
        public S3Source<String> changedSource() throws IOException {
            bucket.put("in/a.txt", "something else\n");
            return source();
        }
    }

    @Nested
    class GzipOfSeveralMembers extends Of {
        @Override
        void write() throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (List<String> member : List.of(LINES.subList(0, 15), LINES.subList(15, 40))) {
                try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                    gzip.write(joined(member));
                }
            }
            bucket.put("a.txt.gz", out.toByteArray());
        }

        @Override
        S3Source<String> objects() {
            return S3Source.lines(bucket.url("a.txt.gz"));
        }
    }

    @Nested
    class CsvInZstd extends Of {
        @Override
        void write() {
            StringBuilder text = new StringBuilder("number,text\n");
            for (String line : LINES) {
                text.append("1,\"").append(line).append("\nand more\"\n");
            }
            bucket.put("a.csv.zst", Zstd.compress(bytes(text.toString())));
        }

        @Override
        S3Source<String> objects() {
            return S3Source.csv(bucket.url("a.csv.zst"))
                    .parse(record -> record.get("text").replace("\nand more", ""));
        }
    }

    @Nested
    class JsonLines extends Of {
        @Override
        void write() {
            bucket.put(
                    "a.jsonl",
                    joined(LINES.stream().map(line -> "\"" + line + "\"").toList()));
        }

        @Override
        S3Source<String> objects() {
            return S3Source.jsonLines(String.class, bucket.url("a.jsonl"));
        }
    }

    @Nested
    class Avro extends Of {
        @Override
        void write() throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
                writer.setCodec(CodecFactory.nullCodec()).setSyncInterval(1024).create(SCHEMA, out);
                for (String line : LINES) {
                    writer.append(
                            new GenericRecordBuilder(SCHEMA).set("text", line).build());
                }
            }
            bucket.put("a.avro", out.toByteArray());
        }

        @Override
        S3Source<String> objects() {
            return S3Source.avro(bucket.url("a.avro"))
                    .parse(record -> record.get("text").toString());
        }
    }
}
