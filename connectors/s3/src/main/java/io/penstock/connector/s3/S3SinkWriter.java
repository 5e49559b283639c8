package io.penstock.connector.s3;

import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.files.FileManifest;
import io.penstock.connector.files.FileSinkSettings;
import io.penstock.connector.files.Part;
import io.penstock.connector.files.PartFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Writes one lane. The files of an epoch are spooled, since the names of their objects have the epoch in them; when the
 * epoch is prepared, small ones become part of the committable and the others are uploaded, to be completed at the commit.
 */
final class S3SinkWriter<T> implements SinkWriter<T, PreparedObjects> {
    private static final Logger LOG = LoggerFactory.getLogger(S3Sink.class);

    private static final int GREATEST_KEY_BYTES = 1024;

    private final Setup<T> setup;
    private final ObjectStore store;
    private final SinkContext context;
    private final UploadIntents intents;
    private final SpoolOutput.Spool spool;
    private final PartFiles<T, SpoolOutput> parts;

    /** What writers of all lanes share. */
    record Setup<T>(
            S3Location directory,
            FileSinkSettings files,
            S3SinkSettings objects,
            PartFiles.Layout<T> layout,
            LongSupplier nanoClock) {}

    /** An object that is to be prepared. */
    private record Draft(String key, long length, String identity, Bytes bytes) {}

    private interface Bytes {
        byte[] read(long from, int count) throws IOException;
    }

    /** An upload that has begun, and the parts that are up. */
    private record Begun(Draft draft, String id) {}

    private record PartOf(Begun upload, UploadedPart part) {}

    /** @param store is closed with this */
    S3SinkWriter(Setup<T> setup, ObjectStore store, SinkContext context) {
        this.setup = setup;
        this.store = store;
        this.context = context;
        S3SinkSettings settings = setup.objects();
        this.intents = new UploadIntents(
                store, setup.directory().bucket(), setup.directory().key(), context);
        this.spool = new SpoolOutput.Spool(settings.spoolDirectory(), settings.inlineBytes(), settings.maxEpochBytes());
        this.parts = new PartFiles<>(
                setup.files(), setup.layout(), setup.nanoClock(), context, () -> new SpoolOutput(spool));
    }

    @Override
    public void write(RecordBatch<T> batch) throws IOException {
        parts.write(batch);
    }

    @Override
    public List<PreparedObjects> prepare(long epoch) throws IOException, PermanentFailureException {
        List<Part<SpoolOutput>> finished = parts.finish();
        if (finished.isEmpty()) {
            return List.of();
        }
        List<Draft> drafts = new ArrayList<>();
        List<FileManifest.Entry> entries = new ArrayList<>();
        for (Part<SpoolOutput> part : finished) {
            String name = parts.name(part, epoch);
            drafts.add(draft(name, part.length(), part.crc32c(), part.output()::read));
            entries.add(new FileManifest.Entry(name, part.rows(), part.length(), part.crc32c()));
        }
        if (setup.files().manifest()) {
            drafts.add(manifest(epoch, entries));
        }
        refuseIfTaken(drafts);
        PreparedObjects prepared = prepare(epoch, drafts);
        parts.handedOver();
        for (Part<SpoolOutput> part : finished) {
            part.output().discard();
        }
        return List.of(prepared);
    }

    private Draft draft(String name, long length, int crc32c, Bytes bytes) throws PermanentFailureException {
        String key = setup.directory().key() + name;
        if (key.getBytes(StandardCharsets.UTF_8).length > GREATEST_KEY_BYTES) {
            throw new PermanentFailureException("a key has at most " + GREATEST_KEY_BYTES + " bytes, but " + key
                    + " has more: use shorter buckets, or a shorter directory or prefix");
        }
        String identity =
                context.jobId() + "/" + context.sinkName() + "/" + length + "/" + String.format("%08x", crc32c);
        return new Draft(key, length, identity, bytes);
    }

    private Draft manifest(long epoch, List<FileManifest.Entry> entries) throws IOException, PermanentFailureException {
        FileManifest manifest = new FileManifest(
                context.jobName(), context.sinkName(), setup.files().prefix(context), epoch, context.lane(), entries);
        byte[] json = manifest.toJson();
        CRC32C crc = new CRC32C();
        crc.update(json, 0, json.length);
        return draft(
                manifest.fileName(),
                json.length,
                (int) crc.getValue(),
                (from, count) -> Arrays.copyOfRange(json, (int) from, (int) from + count));
    }

    /** Better now, when the epoch can still be aborted, than at its commit, which will be tried for ever. */
    private void refuseIfTaken(List<Draft> drafts) throws IOException, PermanentFailureException {
        Window<HeadObjectResponse, Optional<HeadObjectResponse>> heads =
                new Window<>(setup.objects().maxRequests(), Long.MAX_VALUE, ObjectStore::awaitHead);
        for (Draft draft : drafts) {
            heads.begin(0, () -> store.beginHead(bucket(), draft.key()));
        }
        List<Optional<HeadObjectResponse>> found = heads.end();
        for (int i = 0; i < drafts.size(); i++) {
            if (found.get(i).isPresent()) {
                throw new PermanentFailureException(
                        new S3Location(bucket(), drafts.get(i).key()) + " exists, and sink "
                                + context.sinkName() + " of job " + context.jobName()
                                + " has not written it: another job or an earlier run did. Nothing is overwritten: move the"
                                + " object away, or give the sink another directory or prefix");
            }
        }
    }

    private String bucket() {
        return setup.directory().bucket();
    }

    private PreparedObjects prepare(long epoch, List<Draft> drafts) throws IOException {
        List<Draft> uploaded = new ArrayList<>();
        long inline = 0;
        for (Draft draft : drafts) {
            boolean fits = draft.length() <= setup.objects().inlineBytes()
                    && inline + draft.length() <= setup.objects().inlineBytesPerEpoch();
            if (fits) {
                inline += draft.length();
            } else {
                uploaded.add(draft);
            }
        }
        Optional<String> intent = uploaded.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        intents.record(epoch, uploaded.stream().map(Draft::key).toList()));
        Map<String, PreparedObject.Upload> uploads = uploaded.isEmpty() ? Map.of() : upload(uploaded);
        List<PreparedObject> objects = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            objects.add(prepared(draft, Optional.ofNullable(uploads.get(draft.key()))));
        }
        boolean manifest = setup.files().manifest();
        int last = objects.size() - 1;
        return new PreparedObjects(
                manifest ? objects.subList(0, last) : objects,
                manifest ? Optional.of(objects.get(last)) : Optional.empty(),
                intent);
    }

    private PreparedObject prepared(Draft draft, Optional<PreparedObject.Upload> upload) throws IOException {
        Optional<Content> content = upload.isPresent()
                ? Optional.empty()
                : Optional.of(new Content(draft.bytes().read(0, (int) draft.length())));
        return new PreparedObject(
                bucket(), draft.key(), draft.length(), draft.identity(), context.generation(), content, upload);
    }

    /** Uploads all of these, by key. What has begun is aborted if this fails. */
    private Map<String, PreparedObject.Upload> upload(List<Draft> drafts) throws IOException {
        int maxRequests = setup.objects().maxRequests();
        List<Begun> begun = new ArrayList<>();
        Window<String, String> creating = new Window<>(maxRequests, Long.MAX_VALUE, request -> {
            String id = ObjectStore.await(request);
            begun.add(new Begun(drafts.get(begun.size()), id));
            return id;
        });
        Window<PartOf, PartOf> sending =
                new Window<>(maxRequests, setup.objects().maxBytesInFlight(), ObjectStore::await);
        try {
            for (Draft draft : drafts) {
                creating.begin(0, () -> store.beginUpload(bucket(), draft.key(), draft.identity()));
            }
            creating.end();
            for (Begun upload : begun) {
                send(upload, sending);
            }
            return byKey(begun, sending.end());
        } catch (IOException | RuntimeException e) {
            creating.settle();
            sending.settle();
            abort(begun);
            throw e;
        }
    }

    private static Map<String, PreparedObject.Upload> byKey(List<Begun> begun, List<PartOf> sent) {
        Map<String, List<UploadedPart>> parts = new HashMap<>();
        for (PartOf each : sent) {
            parts.computeIfAbsent(each.upload().draft().key(), key -> new ArrayList<>())
                    .add(each.part());
        }
        Map<String, PreparedObject.Upload> uploads = new HashMap<>();
        for (Begun upload : begun) {
            String key = upload.draft().key();
            uploads.put(key, new PreparedObject.Upload(upload.id(), parts.getOrDefault(key, List.of())));
        }
        return uploads;
    }

    private void send(Begun upload, Window<PartOf, PartOf> sending) throws IOException {
        Draft draft = upload.draft();
        long least = (draft.length() + S3SinkSettings.GREATEST_PARTS - 1) / S3SinkSettings.GREATEST_PARTS;
        long partBytes = Math.max(setup.objects().partBytes(), least);
        long from = 0;
        int number = 1;
        do {
            int count = (int) Math.min(partBytes, draft.length() - from);
            sending.reserve(count);
            byte[] bytes = draft.bytes().read(from, count);
            int partNumber = number++;
            sending.begin(count, () -> part(upload, partNumber, bytes));
            from += count;
        } while (from < draft.length());
    }

    private ObjectStore.Request<PartOf> part(Begun upload, int number, byte[] bytes) {
        ObjectStore.Request<UploadedPart> request =
                store.beginPart(bucket(), upload.draft().key(), upload.id(), number, bytes);
        return new ObjectStore.Request<>(
                request.doing(), request.place(), request.future().thenApply(part -> new PartOf(upload, part)));
    }

    /** So that nothing lies about until the next start, which does it if this cannot. */
    private void abort(List<Begun> begun) {
        for (Begun upload : begun) {
            try {
                store.abort(bucket(), upload.draft().key(), upload.id());
            } catch (IOException e) {
                LOG.info(
                        "{} uploads are left to the next start of the lane to be aborted: {}",
                        begun.size(),
                        e.getMessage());
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            parts.close();
        } finally {
            store.close();
        }
    }
}
