package io.penstock.connector.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.exception.SdkException;

/** Puts objects of lines, each line once, until it is closed. An object is put again until the server has taken it. */
final class Feeder implements AutoCloseable {
    private static final int LINES_EACH = 50;
    private static final long PAUSE_NANOS = 100_000_000;

    private final Bucket bucket;
    private final String folder;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    Feeder(Bucket bucket, String folder) {
        this.bucket = bucket;
        this.folder = folder;
        this.thread = new Thread(this::feed, "feeder");
        thread.setDaemon(true);
        thread.start();
    }

    private void feed() {
        for (int object = 0; !closed; object++) {
            StringBuilder text = new StringBuilder();
            for (int line = 0; line < LINES_EACH; line++) {
                String record = object + "-" + line;
                lines.add(record);
                text.append(record).append('\n');
            }
            boolean packed = object % 2 == 1;
            String key = folder + "/" + String.format("%06d", object) + (packed ? ".txt.gz" : ".txt");
            putUntilItIsTaken(
                    key, packed ? gzip(text.toString()) : text.toString().getBytes(StandardCharsets.UTF_8));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void putUntilItIsTaken(String key, byte[] content) {
        while (true) {
            try {
                bucket.put(key, content);
                return;
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof SdkException)) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** All lines that are in the bucket; to be asked when it is closed. */
    List<String> lines() {
        return lines;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
