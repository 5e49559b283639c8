package io.penstock.engine.task;

import io.penstock.connector.ReadSettings;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SplitReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the splits of a source task share; opened with the first of them. Used only where the source is read, but for {@link
 * #wakeUp}.
 */
final class SharedReader {
    private final Source<Object, Object> source;
    private final ReadSettings settings;
    private volatile @Nullable SourceReader<Object, Object> reader;

    SharedReader(Source<Object, Object> source, ReadSettings settings) {
        this.source = source;
        this.settings = settings;
    }

    SplitReader<Object, Object> open(Object split) throws Exception {
        SourceReader<Object, Object> open = reader;
        if (open == null) {
            open = source.reader(settings);
            reader = open;
        }
        return open.open(split);
    }

    void checkpointCompleted(List<Object> splits) throws Exception {
        SourceReader<Object, Object> open = reader;
        if (open != null) {
            open.checkpointCompleted(splits);
        }
    }

    /** Ends a read that waits. By any thread. */
    void wakeUp() {
        SourceReader<Object, Object> open = reader;
        if (open != null) {
            open.wakeUp();
        }
    }

    void close() throws Exception {
        SourceReader<Object, Object> open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }
}
