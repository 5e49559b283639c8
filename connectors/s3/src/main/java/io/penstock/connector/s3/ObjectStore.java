package io.penstock.connector.s3;

import io.penstock.connector.ConnectorClock;
import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.Environment;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The one place that makes requests. Requests begin at once and run on the client's threads; {@link #await} blocks the
 * calling thread until one has ended, which it does at the latest after the call timeout. Thread-safe.
 */
final class ObjectStore implements AutoCloseable {
    /** The metadata that tells whose an object is. */
    static final String IDENTITY = "penstock-identity";

    private static final String ONLY_IF_NEW = "*";

    private final S3ClientSettings settings;
    private final ConnectorClock clock;
    private final Meters meters;
    private final S3AsyncClient client;
    private boolean closed;

    /**
     * What is counted of requests.
     *
     * @param requests each with its repetitions, from its beginning to its end
     */
    private record Meters(
            ConnectorMetrics.Timer requests,
            ConnectorMetrics.Counter failedRequests,
            ConnectorMetrics.Counter bytesRead,
            ConnectorMetrics.Counter bytesWritten,
            ConnectorMetrics.Counter uploadedParts) {
        static Meters of(ConnectorMetrics metrics) {
            return new Meters(
                    metrics.timer("requests"),
                    metrics.counter("failedRequests"),
                    metrics.counter("bytesRead"),
                    metrics.counter("bytesWritten"),
                    metrics.counter("uploadedParts"));
        }
    }

    ObjectStore(S3ClientSettings settings, Environment environment) {
        this.settings = settings;
        this.clock = environment.clock();
        this.meters = Meters.of(environment.metrics());
        this.client = Clients.acquire(settings);
    }

    /** A request under way, and what is said of it if it fails. */
    record Request<R>(String doing, String place, CompletableFuture<R> future) {}

    private <R> Request<R> request(String doing, String place, CompletableFuture<R> future) {
        long began = clock.nanos();
        CompletableFuture<Boolean> unused = future.handle((done, failure) -> {
            meters.requests().took(clock.nanos() - began);
            if (failure != null) {
                meters.failedRequests().add(1);
            }
            return true;
        });
        return new Request<>(doing, place, future);
    }

    private static String place(String bucket, String key) {
        return new S3Location(bucket, key).toString();
    }

    /**
     * Waits for the end of a request.
     *
     * @throws S3Failure if it failed
     * @throws InterruptedIOException if the thread was interrupted; the request is given up
     */
    static <R> R await(Request<R> request) throws IOException {
        try {
            return request.future().get();
        } catch (InterruptedException e) {
            request.future().cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it was to " + request.doing() + " " + request.place());
        } catch (ExecutionException e) {
            throw S3Failure.of(request.doing(), request.place(), e.getCause() == null ? e : e.getCause());
        }
    }

    /** What a function makes of an answer; a request whose result is given up is given up itself. */
    private static <A, B> CompletableFuture<B> map(CompletableFuture<A> answer, Function<A, B> function) {
        CompletableFuture<B> mapped = answer.thenApply(function);
        CompletableFuture<Boolean> unused =
                mapped.handle((done, failure) -> failure instanceof CancellationException && answer.cancel(true));
        return mapped;
    }

    /** For {@link #awaitHead}. */
    Request<HeadObjectResponse> beginHead(String bucket, String key) {
        return request("look at", place(bucket, key), client.headObject(request -> request.bucket(bucket)
                .key(key)));
    }

    /** What an object is like, or empty if there is none. */
    Optional<HeadObjectResponse> head(String bucket, String key) throws IOException {
        return awaitHead(beginHead(bucket, key));
    }

    static Optional<HeadObjectResponse> awaitHead(Request<HeadObjectResponse> head) throws IOException {
        try {
            return Optional.of(await(head));
        } catch (S3Failure e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** @param eTag what the object must still be, or null for whatever it is */
    Request<byte[]> beginGet(String bucket, String key, @Nullable String eTag, long from, long to) {
        Consumer<GetObjectRequest.Builder> get =
                request -> request.bucket(bucket).key(key).ifMatch(eTag).range("bytes=" + from + "-" + (to - 1));
        return request(
                "read bytes " + from + " to " + (to - 1) + " of",
                place(bucket, key),
                map(
                        client.getObject(get, AsyncResponseTransformer.toBytes()),
                        response -> read(response.asByteArrayUnsafe())));
    }

    byte[] getWhole(String bucket, String key) throws IOException {
        return await(request(
                "read",
                place(bucket, key),
                map(
                        client.getObject(
                                request -> request.bucket(bucket).key(key), AsyncResponseTransformer.toBytes()),
                        response -> read(response.asByteArrayUnsafe()))));
    }

    private byte[] read(byte[] bytes) {
        meters.bytesRead().add(bytes.length);
        return bytes;
    }

    private <R> R written(byte[] content, R answer) {
        meters.bytesWritten().add(content.length);
        return answer;
    }

    /** Puts an object that must not be there. */
    Request<?> beginPutNew(String bucket, String key, byte[] content, String identity) {
        return request(
                "write",
                place(bucket, key),
                map(
                        client.putObject(
                                request -> request.bucket(bucket)
                                        .key(key)
                                        .ifNoneMatch(ONLY_IF_NEW)
                                        .metadata(Map.of(IDENTITY, identity)),
                                AsyncRequestBody.fromBytesUnsafe(content)),
                        response -> written(content, response)));
    }

    /** Puts an object, over one that may be there. */
    void put(String bucket, String key, byte[] content) throws IOException {
        await(request(
                "write",
                place(bucket, key),
                map(
                        client.putObject(
                                request -> request.bucket(bucket).key(key), AsyncRequestBody.fromBytesUnsafe(content)),
                        response -> written(content, response))));
    }

    /** Begins an upload; the request gives its id. */
    Request<String> beginUpload(String bucket, String key, String identity) {
        return request(
                "begin the upload of",
                place(bucket, key),
                map(
                        client.createMultipartUpload(
                                request -> request.bucket(bucket).key(key).metadata(Map.of(IDENTITY, identity))),
                        response -> response.uploadId()));
    }

    Request<UploadedPart> beginPart(String bucket, String key, String uploadId, int number, byte[] content) {
        return request(
                "upload part " + number + " of",
                place(bucket, key),
                map(
                        client.uploadPart(
                                request -> request.bucket(bucket)
                                        .key(key)
                                        .uploadId(uploadId)
                                        .partNumber(number)
                                        .contentLength((long) content.length),
                                AsyncRequestBody.fromBytesUnsafe(content)),
                        response -> {
                            meters.uploadedParts().add(1);
                            return written(
                                    content,
                                    new UploadedPart(
                                            number, response.eTag(), Optional.ofNullable(response.checksumCRC32())));
                        }));
    }

    /** Makes an upload visible under a name that must not be taken. */
    Request<?> beginComplete(String bucket, String key, String uploadId, List<UploadedPart> parts) {
        List<CompletedPart> completed = parts.stream()
                .map(part -> CompletedPart.builder()
                        .partNumber(part.number())
                        .eTag(part.eTag())
                        .checksumCRC32(part.crc32().orElse(null))
                        .build())
                .toList();
        return request(
                "complete the upload of", place(bucket, key), client.completeMultipartUpload(request -> request.bucket(
                                bucket)
                        .key(key)
                        .uploadId(uploadId)
                        .ifNoneMatch(ONLY_IF_NEW)
                        .multipartUpload(upload -> upload.parts(completed))));
    }

    /** Gives an upload up; one that is gone is none. */
    void abort(String bucket, String key, String uploadId) throws IOException {
        try {
            await(request(
                    "abort the upload of",
                    place(bucket, key),
                    client.abortMultipartUpload(
                            request -> request.bucket(bucket).key(key).uploadId(uploadId))));
        } catch (S3Failure e) {
            if (!e.isNoSuchUpload()) {
                throw e;
            }
        }
    }

    /** Deletes an object, if it is there. */
    void delete(String bucket, String key) throws IOException {
        try {
            await(request("delete", place(bucket, key), client.deleteObject(request -> request.bucket(bucket)
                    .key(key))));
        } catch (S3Failure e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    /** Takes what a listing gives, page by page, as long as it wants more. */
    interface Listed {
        void take(S3Object object) throws IOException;
    }

    /** Shows all objects whose keys begin so, in the order of their keys. */
    void list(String bucket, String prefix, Listed listed) throws IOException {
        @Nullable String token = null;
        do {
            String from = token;
            ListObjectsV2Response page =
                    await(request("list", place(bucket, prefix), client.listObjectsV2(request -> request.bucket(bucket)
                            .prefix(prefix)
                            .continuationToken(from))));
            for (S3Object object : page.contents()) {
                listed.take(object);
            }
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (token != null);
    }

    /** The ids of the unfinished uploads of one key. */
    List<String> uploads(String bucket, String key) throws IOException {
        List<String> ids = new ArrayList<>();
        @Nullable String keyMarker = null;
        @Nullable String idMarker = null;
        boolean more = true;
        while (more) {
            String fromKey = keyMarker;
            String fromId = idMarker;
            Consumer<ListMultipartUploadsRequest.Builder> list = request ->
                    request.bucket(bucket).prefix(key).keyMarker(fromKey).uploadIdMarker(fromId);
            ListMultipartUploadsResponse page =
                    await(request("list the uploads of", place(bucket, key), client.listMultipartUploads(list)));
            for (MultipartUpload upload : page.uploads()) {
                if (upload.key().equals(key)) {
                    ids.add(upload.uploadId());
                }
            }
            keyMarker = page.nextKeyMarker();
            idMarker = page.nextUploadIdMarker();
            more = Boolean.TRUE.equals(page.isTruncated()) && keyMarker != null;
        }
        return ids;
    }

    /** Fails with advice if the bucket cannot be reached. */
    void checkBucket(String bucket) throws IOException {
        await(request("use", "s3://" + bucket, client.headBucket(request -> request.bucket(bucket))));
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        Clients.release(settings);
    }
}
