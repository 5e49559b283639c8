package io.penstock.connector.socket;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A receiver that stores in a file, on one port for all its life. */
final class Target implements AutoCloseable {
    static final Target NONE = new Target();

    private final Path file;
    private int port;
    private @Nullable FileFrameStore store;
    private @Nullable FrameReceiver receiver;

    private Target() {
        this.file = Path.of("none");
    }

    Target(Path file) throws Exception {
        this.file = file;
        start();
    }

    void start() throws Exception {
        FileFrameStore opened = FileFrameStore.open(file);
        store = opened;
        receiver = FrameReceiver.listen("127.0.0.1", port, null, SocketsConfig.quick(), opened);
        port = receiver.address().getPort();
    }

    void stop() throws Exception {
        if (receiver != null) {
            receiver.close();
        }
        if (store != null) {
            store.close();
        }
        receiver = null;
        store = null;
    }

    FramedSink<String> sink() {
        return FramedSink.strings("127.0.0.1", port).settings(SocketsConfig.quick("framed.send-timeout = 1500ms"));
    }

    List<String> visible() throws IOException {
        return stored(file);
    }

    /** What a file holds, by other code than the store's. */
    static List<String> stored(Path file) throws IOException {
        List<String> records = new ArrayList<>();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)));
        while (in.available() >= 4) {
            int length = in.readInt();
            if (in.available() < length + 4) {
                break;
            }
            in.readUTF();
            in.readLong();
            records.add(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8));
            in.readInt();
        }
        return records;
    }

    @Override
    public void close() throws Exception {
        stop();
    }
}
