package io.penstock.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.BadRecordException;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.contract.ListBuffer;
import io.penstock.connector.contract.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvRecordsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private int files;

    private FileSource<CsvRecord> csv(String text) throws IOException {
        return FileSource.csv(Files.writeString(directory.resolve(files++ + ".csv"), text));
    }

    private List<List<String>> read(String text) throws Exception {
        return values(Reading.all(csv(text).header(false)).values());
    }

    private static List<List<String>> values(List<CsvRecord> records) {
        return records.stream().map(record -> List.copyOf(record.values())).toList();
    }

    @Test
    void cutsFieldsAsRfc4180HasThem() throws Exception {
        assertThat(read("a,b,c\r\n")).containsExactly(List.of("a", "b", "c"));
        assertThat(read(",\n")).containsExactly(List.of("", ""));
        assertThat(read("\"a,b\",\"\"\n")).containsExactly(List.of("a,b", ""));
        assertThat(read("\"a\"\"b\",\"\"\"\"")).containsExactly(List.of("a\"b", "\""));
        assertThat(read("\"a\nb\r\nc\",d\ne,f")).containsExactly(List.of("a\nb\r\nc", "d"), List.of("e", "f"));
        assertThat(read(" a , b \n")).containsExactly(List.of(" a ", " b "));
    }

    @Test
    void takesQuotesInsideAFieldAsTheyAre() throws Exception {
        assertThat(read("5\" pipe,a\"\"b,\"\n\",c\n")).containsExactly(List.of("5\" pipe", "a\"\"b", "\n", "c"));
    }

    @Test
    void leavesEmptyLinesOut() throws Exception {
        assertThat(read("\n\na\n\r\nb\n\n")).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void takesAnotherDelimiter() throws Exception {
        assertThat(values(Reading.all(csv("a;\"b;c\";d,e\n").header(false).delimiter(';'))
                        .values()))
                .containsExactly(List.of("a", "b;c", "d,e"));
    }

    record Row(String first, String second, int number) {}

    @Test
    void readsWhatTheSinkWrites() throws Exception {
        Random random = new Random(3);
        CsvFormat<Row> format = new CsvFormat<>(RecordColumns.of(Row.class));
        String[] pieces = {"a", ",", "\"", "\n", "\r\n", "\r", "ü€𝄞", " ", "\"\"", "'"};
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder(format.header());
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Row row = new Row(random(pieces, random), random(pieces, random), i);
                rows.add(row);
                format.append(row, text);
            }
            FileSource<Row> source =
                    csv(text.toString()).parse(r -> new Row(r.get("first"), r.get("second"), r.getInt("number")));
            assertThat(Reading.all(source).values()).isEqualTo(rows);
        }
    }

    private static String random(String[] pieces, Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(6); length > 0; length--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }

    private static final String BAD = """
            id,name
            1,"open
            2,b
            3,"x"y
            4
            5,c,d
            6,e
            """;

    @Test
    void badRecordEndsWithItsFirstLine() throws Exception {
        ListBuffer<CsvRecord> out =
                Reading.all(csv(BAD).onError(ErrorPolicy.DEAD_LETTER).maxLineBytes(12));
        assertThat(values(out.values())).containsExactly(List.of("2", "b"), List.of("6", "e"));
        assertThat(out.deadLetters())
                .extracting(DeadLetter::content)
                .containsExactly("1,\"open", "3,\"x\"y", "4", "5,c,d");
        assertThat(out.deadLetters())
                .extracting(DeadLetter::cause)
                .containsExactly(
                        "a quote is opened and not closed within 12 bytes (raise maxLineBytes if the field is that long)",
                        "field 2 goes on behind its closing quote",
                        "it has 1 fields, the header has 2",
                        "it has 3 fields, the header has 2");
        assertThat(out.deadLetters().get(3).coordinates()).endsWith("0.csv line 6 at byte 29");
    }

    @Test
    void quoteThatIsOpenAtTheEndOfTheFileCostsOneLine() throws Exception {
        ListBuffer<CsvRecord> out =
                Reading.all(csv("a\n\"1\n2\n3").header(false).onError(ErrorPolicy.SKIP));
        assertThat(values(out.values())).containsExactly(List.of("a"), List.of("2"), List.of("3"));
        assertThat(out.skippedCount()).isEqualTo(1);
    }

    @Test
    void quoteEndsWithItsLineIfRecordsAreSingleLines() throws Exception {
        ListBuffer<CsvRecord> out = Reading.all(
                csv("\"a\nb\"\nc,\"d\"\n").header(false).multiline(false).onError(ErrorPolicy.DEAD_LETTER));
        assertThat(values(out.values())).containsExactly(List.of("b\""), List.of("c", "d"));
        assertThat(out.deadLetters().get(0).cause()).isEqualTo("the quote that opens field 1 is not closed");
    }

    @Test
    void columnsThatAreNotThereAreNamed() throws Exception {
        assertThatThrownBy(() -> Reading.all(csv("a,b\n1,2\n").parse(r -> r.get("c"))))
                .isInstanceOf(BadRecordException.class)
                .hasMessageContaining("no column 'c', there are [a, b]");
        assertThatThrownBy(() -> Reading.all(csv("a,b\n1,2\n").header(false).parse(r -> r.get("a"))))
                .hasMessageContaining("ask by index or set header(true)");
        assertThatThrownBy(() -> Reading.all(csv("a,b\n1,2\n").parse(r -> r.get(2))))
                .hasMessageContaining("no field 2, there are fields 0 to 1");
        assertThatThrownBy(() -> Reading.all(csv("a,b\n1,x\n").parse(r -> r.getInt("b"))))
                .hasMessageContaining("column 'b' must be a whole number from -2147483648 to 2147483647, not 'x'");
    }

    @Test
    void headerThatCannotBeReadFailsUnderEveryPolicy() {
        assertThatThrownBy(() -> Reading.all(csv("a,b,a\n1,2,3\n").onError(ErrorPolicy.SKIP)))
                .isInstanceOf(BadRecordException.class)
                .hasMessageContaining("cannot read the header 'a,b,a' (columns 1 and 3 are both named 'a')");
    }

    @Test
    void fileWithoutALineHasNoRecords() throws Exception {
        assertThat(Reading.all(csv("")).values()).isEmpty();
        assertThat(Reading.all(csv("a,b\n")).values()).isEmpty();
    }

    @Test
    void recordsWithTheSameFieldsAreEqual() throws Exception {
        CsvRecord plain = Reading.all(csv("a,b").header(false)).values().get(0);
        CsvRecord quoted =
                Reading.all(csv("\"a\",\"b\"").header(false)).values().get(0);
        assertThat(plain).isEqualTo(quoted).hasSameHashCodeAs(quoted);
        assertThat(quoted).hasToString("\"a\",\"b\"");
    }
}
