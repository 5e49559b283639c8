package io.penstock.connector.s3;

import io.penstock.connector.Committer;
import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.SinkContext;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Makes prepared objects visible. Each step can be repeated, and the set of a commit may be visible in part. */
final class S3Committer implements Committer<PreparedObjects> {
    private final ObjectStore store;
    private final SinkContext context;
    private final UploadIntents intents;
    private final int maxRequests;
    private boolean sweptFormerLanes;

    /** @param store is closed with this */
    S3Committer(ObjectStore store, S3Location directory, SinkContext context, int maxRequests) {
        this.store = store;
        this.context = context;
        this.intents = new UploadIntents(store, directory.bucket(), directory.key(), context);
        this.maxRequests = maxRequests;
    }

    private record Commit(PreparedObject object, ObjectStore.Request<?> request) {}

    @Override
    public void commit(List<PreparedObjects> epochs) throws IOException, PermanentFailureException {
        List<PreparedObject> objects = new ArrayList<>();
        List<PreparedObject> manifests = new ArrayList<>();
        for (PreparedObjects epoch : epochs) {
            objects.addAll(epoch.objects());
            epoch.manifest().ifPresent(manifests::add);
        }
        commitAll(objects);
        commitAll(manifests);
        for (PreparedObjects epoch : epochs) {
            if (epoch.intent().isPresent()) {
                intents.done(epoch.intent().get());
            }
        }
        sweepFormerLanes(objects);
    }

    private void commitAll(List<PreparedObject> objects) throws IOException, PermanentFailureException {
        ArrayDeque<Commit> running = new ArrayDeque<>();
        try {
            for (PreparedObject object : objects) {
                if (running.size() >= maxRequests) {
                    end(running.remove());
                }
                running.add(new Commit(object, begin(object)));
            }
            while (!running.isEmpty()) {
                end(running.remove());
            }
        } finally {
            // A request that is still under way must not meet its own repetition.
            running.forEach(commit ->
                    commit.request().future().handle((done, failure) -> 0).join());
        }
    }

    private ObjectStore.Request<?> begin(PreparedObject object) {
        if (object.upload().isPresent()) {
            PreparedObject.Upload upload = object.upload().get();
            return store.beginComplete(object.bucket(), object.key(), upload.id(), upload.parts());
        }
        byte[] bytes = object.content().orElseThrow().bytes();
        return store.beginPutNew(object.bucket(), object.key(), bytes, object.identity());
    }

    private void end(Commit commit) throws IOException, PermanentFailureException {
        try {
            ObjectStore.await(commit.request());
        } catch (S3Failure e) {
            if (!e.isRefusal()) {
                throw e;
            }
            checkCommittedBefore(commit.object(), e);
        }
    }

    /** By what the object itself says, never by a guess. Fails with the refusal if the object is not there. */
    private void checkCommittedBefore(PreparedObject object, S3Failure refused)
            throws IOException, PermanentFailureException {
        Optional<HeadObjectResponse> found = store.head(object.bucket(), object.key());
        if (found.isEmpty()) {
            if (object.upload().isPresent() && refused.isNoSuchUpload()) {
                throw lost(object, refused);
            }
            throw refused;
        }
        String identity = found.get().metadata().getOrDefault(ObjectStore.IDENTITY, "none");
        long length = found.get().contentLength();
        if (!identity.equals(object.identity()) || length != object.length()) {
            throw new PermanentFailureException(
                    object.location() + " is not what is to be committed under that name (expected " + object.length()
                            + " bytes with identity " + object.identity() + ", found " + length + " bytes with "
                            + identity + "): another job wrote it, or it was changed. Nothing is overwritten: move it"
                            + " away, then run the job again, and the commit is repeated",
                    refused);
        }
        if (object.upload().isPresent() && refused.isPreconditionFailed()) {
            // It was completed, so there should be no upload; one that is all the same would stay for ever.
            store.abort(object.bucket(), object.key(), object.upload().get().id());
        }
    }

    private static PermanentFailureException lost(PreparedObject object, S3Failure refused) {
        return new PermanentFailureException(
                "neither the upload of " + object.location() + " nor the object exists: one of them was deleted, or a"
                        + " life-cycle rule of the bucket aborted the upload. Its " + object.length()
                        + " bytes are lost; go on from a savepoint before that epoch, and let rules abort only uploads"
                        + " that are older than the longest time the job may be down",
                refused);
    }

    /** A checkpoint of this generation is complete, so every lane has long committed what it was restored with. */
    private void sweepFormerLanes(List<PreparedObject> objects) throws IOException {
        if (!sweptFormerLanes
                && context.lane() == 0
                && objects.stream().anyMatch(object -> object.generation() == context.generation())) {
            intents.sweepFormerLanes();
            sweptFormerLanes = true;
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
