package io.penstock.connector.stdout;

import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkWriter;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Prints each batch at once. */
final class LiveWriter<T> implements SinkWriter<T, PreparedLines> {
    private final Function<? super T, String> format;
    private final Printer printer;
    private final StringBuilder lines = new StringBuilder();

    LiveWriter(Function<? super T, String> format, Printer printer) {
        this.format = format;
        this.printer = printer;
    }

    @Override
    public void write(RecordBatch<T> batch) throws IOException {
        lines.setLength(0);
        for (int i = 0; i < batch.size(); i++) {
            lines.append(format.apply(batch.value(i))).append('\n');
        }
        printer.print(lines.toString());
    }

    @Override
    public List<PreparedLines> prepare(long epoch) {
        return List.of();
    }

    @Override
    public void close() {}
}
