package io.penstock.connector.files;

import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.contract.BadRecordContract;
import io.penstock.connector.contract.SourceContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class TailSourceContractTest extends SourceContract<String, TailSplit> implements BadRecordContract<String, TailSplit> {
    private static final List<List<String>> FILES = List.of(lines("a", 20), lines("b", 1), lines("c", 9));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private static List<String> lines(String name, int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> name + i + "ü".repeat(i))
                .toList();
    }

    @BeforeEach
    void write() throws IOException {
        for (List<String> lines : FILES) {
            String name = lines.get(0).charAt(0) + ".log";
            Files.writeString(directory.resolve(name), String.join("\n", lines) + "\nnot whole");
        }
        Files.writeString(directory.resolve("no-line-yet.log"), "not whole");
        Files.writeString(directory.resolve("bad.txt"), "a\nbad 1\nb\nbad 2\n");
    }

    @Override
    public TailSource<String> source() {
        return TailSource.lines(directory + "/*.log");
    }

    @Override
    public List<String> records() {
        return FILES.stream().flatMap(List::stream).toList();
    }

    @Override
    public List<List<String>> recordsOfSplits() {
        return FILES;
    }

    @Override
    public TailSource<String> sourceWithBadRecords(ErrorPolicy policy) {
        return TailSource.lines(directory + "/bad.txt")
                .parse(line -> {
                    if (line.startsWith("bad")) {
                        throw new IllegalArgumentException("it is bad");
                    }
                    return line;
                })
                .onError(policy);
    }

    @Override
    public List<String> goodRecords() {
        return Stream.of("a", "b").toList();
    }

    @Override
    public int badRecords() {
        return 2;
    }
}
