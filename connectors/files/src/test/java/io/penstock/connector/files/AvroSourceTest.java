package io.penstock.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.BadRecordException;
import io.penstock.connector.SplitReader;
import io.penstock.connector.contract.ListBuffer;
import io.penstock.connector.contract.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvroSourceTest {
    private static final Schema SCHEMA = SchemaBuilder.record("City")
            .fields()
            .requiredString("name")
            .requiredInt("people")
            .endRecord();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("cities.avro");
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
            writer.create(SCHEMA, file.toFile());
            for (int i = 0; i < 3; i++) {
                writer.append(new GenericRecordBuilder(SCHEMA)
                        .set("name", "city " + i)
                        .set("people", i)
                        .build());
                writer.sync();
            }
        }
    }

    @Test
    void recordsAreResolvedToTheSchemaThatIsWanted() throws Exception {
        Schema wanted = SchemaBuilder.record("City")
                .fields()
                .requiredLong("people")
                .name("country")
                .type()
                .stringType()
                .stringDefault("?")
                .endRecord();
        assertThat(Reading.all(FileSource.avro(wanted, file.toString())).values())
                .extracting(record -> record.get("people") + " " + record.get("country"))
                .containsExactly("0 ?", "1 ?", "2 ?");
    }

    @Test
    void schemaThatDoesNotFitSaysWhatIsMissing() {
        Schema wanted =
                SchemaBuilder.record("City").fields().requiredString("mayor").endRecord();
        assertThatThrownBy(() -> Reading.all(FileSource.avro(wanted, file.toString())))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("mayor");
    }

    @Test
    void badRecordIsNamedByItsNumberAndItsBlock() {
        FileSource<Integer> source = FileSource.avro(file).parse(record -> {
            int people = (Integer) record.get("people");
            if (people == 1) {
                throw new IllegalArgumentException("too few people");
            }
            return people;
        });
        assertThatThrownBy(() -> Reading.all(source))
                .isInstanceOf(BadRecordException.class)
                .hasMessageContaining(file + " record 2 (number 1 of the block at byte ")
                .hasMessageContaining("\"name\": \"city 1\"")
                .hasMessageContaining("too few people");
    }

    @Test
    void fileThatIsCutOffFailsAtThePlace() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));
        ListBuffer<GenericRecord> out = new ListBuffer<>();
        FileSource<GenericRecord> source = FileSource.avro(file);
        assertThatThrownBy(() -> Reading.rest(source, source.splits().get(0), 1, out))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is cut off or damaged in the block at byte ")
                .hasMessageContaining("put a complete file there");
        assertThat(out.values()).hasSize(2);
    }

    @Test
    void damagedBytesNeverGiveOtherRecords() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        byte[] cut = bytes.clone();
        cut[bytes.length - 1] ^= 1;
        Files.write(file, cut);
        assertThatThrownBy(() -> Reading.all(FileSource.avro(file))).hasMessageContaining("is cut off or damaged");
    }

    @Test
    void fileOfAnotherKindIsRefused() throws Exception {
        Files.writeString(file, "name,people\na,1\n");
        assertThatThrownBy(() -> Reading.all(FileSource.avro(file)))
                .hasMessageContaining(file + " cannot be read as an Avro container file");
    }

    @Test
    void blockBeyondTheLimitIsRefusedBeforeItIsRead() {
        assertThatThrownBy(() -> Reading.all(FileSource.avro(file).maxBlockBytes(7)))
                .hasMessageContaining("has a block at byte ")
                .hasMessageContaining("of 1 records and 8 bytes; at most 7 bytes are read")
                .hasMessageContaining("raise maxBlockBytes");
    }

    @Test
    void positionBehindTheEndIsRefused() throws Exception {
        FileSource<GenericRecord> source = FileSource.avro(file).onChange(ChangePolicy.IGNORE);
        FileSplit behind = source.splits().get(0).at(position(Files.size(file) + 1, 3));
        assertThatThrownBy(() -> {
                    try (SplitReader<GenericRecord, FileSplit> reader =
                            source.reader(Reading.SETTINGS).open(behind)) {
                        reader.read(new ListBuffer<GenericRecord>().room(1));
                    }
                })
                .hasMessageContaining("it was cut since");
    }

    @Test
    void partsOfAvroFilesAreRefused() {
        assertThatThrownBy(() -> FileSource.avro(file).splitSize(100)).hasMessageContaining("cannot be used for Avro");
    }

    private static FilePosition position(long offset, long lines) {
        return new FilePosition(0, FilePosition.TO_THE_END, offset, lines, 0);
    }
}
