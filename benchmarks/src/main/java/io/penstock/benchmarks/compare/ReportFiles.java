package io.penstock.benchmarks.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.benchmarks.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The three files of a report, {@code KIND-DATE.json}, {@code .md} and {@code .svg}. */
record ReportFiles(String kind, Machine machine) {
    /**
     * Writes them, over those that are there.
     *
     * @param bars of the plot that the Markdown shows at its end
     * @return the Markdown file
     */
    Path write(Path directory, Map<String, Object> json, String markdown, List<Plot.Group> bars) throws IOException {
        Files.createDirectories(directory);
        String name = kind + "-" + machine.date().replace(":", "");
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(directory.resolve(name + ".json").toFile(), json);
        Files.writeString(directory.resolve(name + ".svg"), Plot.of(bars), StandardCharsets.UTF_8);
        Path file = directory.resolve(name + ".md");
        Files.writeString(file, markdown + "![Medians](" + name + ".svg)\n", StandardCharsets.UTF_8);
        return file;
    }
}
