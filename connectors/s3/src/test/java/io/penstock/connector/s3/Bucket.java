package io.penstock.connector.s3;

import io.penstock.servers.S3Server;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** A bucket of a test server, looked at by a plain client of the AWS SDK. */
final class Bucket {
    private static final Map<URI, S3AsyncClient> CLIENTS = new ConcurrentHashMap<>();

    final URI endpoint;
    final String name;
    private final S3AsyncClient client;

    static {
        // For the connector, whose credentials come from the SDK's chain.
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test-secret");
    }

    private Bucket(URI endpoint, String name) {
        this.endpoint = endpoint;
        this.name = name;
        this.client = CLIENTS.computeIfAbsent(endpoint, Bucket::plainClient);
    }

    private static S3AsyncClient plainClient(URI endpoint) {
        return S3AsyncClient.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .asyncConfiguration(configuration -> configuration.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .build();
    }

    /** A new one. */
    static Bucket create(S3Server server) {
        Bucket bucket =
                new Bucket(server.endpoint(), "b" + UUID.randomUUID().toString().substring(0, 18));
        bucket.client.createBucket(request -> request.bucket(bucket.name)).join();
        return bucket;
    }

    String url(String key) {
        return "s3://" + name + "/" + key;
    }

    <T> S3Source<T> at(S3Source<T> source) {
        return source.endpoint(endpoint).pathStyle(true);
    }

    <T> S3Sink<T> at(S3Sink<T> sink) {
        return sink.endpoint(endpoint).pathStyle(true);
    }

    void put(String key, byte[] content) {
        client.putObject(request -> request.bucket(name).key(key), AsyncRequestBody.fromBytes(content))
                .join();
    }

    void put(String key, String content) {
        put(key, content.getBytes(StandardCharsets.UTF_8));
    }

    void delete(String key) {
        client.deleteObject(request -> request.bucket(name).key(key)).join();
    }

    byte[] get(String key) {
        return begin(key).join();
    }

    String text(String key) {
        return new String(get(key), StandardCharsets.UTF_8);
    }

    HeadObjectResponse head(String key) {
        return client.headObject(request -> request.bucket(name).key(key)).join();
    }

    /** All keys that begin so, in order. */
    List<String> keys(String prefix) {
        List<String> keys = new ArrayList<>();
        client.listObjectsV2Paginator(request -> request.bucket(name).prefix(prefix))
                .subscribe(page -> page.contents().forEach(object -> keys.add(object.key())))
                .join();
        return keys;
    }

    /** The lines of all objects that begin so and have no name that begins with a dot. */
    List<String> lines(String prefix) {
        List<String> lines = new ArrayList<>();
        shown(prefix).values().forEach(text -> lines.addAll(text.lines().toList()));
        return lines;
    }

    /** What everybody sees: all objects that begin so and have no name that begins with a dot. */
    Map<String, String> shown(String prefix) {
        Map<String, String> shown = new TreeMap<>();
        objects(prefix).forEach((key, bytes) -> shown.put(key, new String(bytes, StandardCharsets.UTF_8)));
        return shown;
    }

    /** As {@link #shown}, as bytes. */
    Map<String, byte[]> objects(String prefix) {
        Map<String, CompletableFuture<byte[]>> reading = new TreeMap<>();
        for (String key : keys(prefix)) {
            if (!key.contains("/.")) {
                reading.put(key, begin(key));
            }
        }
        Map<String, byte[]> objects = new TreeMap<>();
        reading.forEach((key, bytes) -> objects.put(key, bytes.join()));
        return objects;
    }

    private CompletableFuture<byte[]> begin(String key) {
        return client.getObject(request -> request.bucket(name).key(key), AsyncResponseTransformer.toBytes())
                .thenApply(response -> response.asByteArray());
    }

    /** The unfinished uploads of keys that begin so: the keys. */
    List<String> uploads(String prefix) {
        return client.listMultipartUploads(request -> request.bucket(name).prefix(prefix)).join().uploads().stream()
                .map(MultipartUpload::key)
                .filter(key -> key.startsWith(prefix))
                .toList();
    }

    /** As another program would: an upload that is not finished. */
    String beginUpload(String key) {
        return client.createMultipartUpload(request -> request.bucket(name).key(key))
                .join()
                .uploadId();
    }

    /** As a life-cycle rule would. */
    void abortUploads() {
        client.listMultipartUploads(request -> request.bucket(name))
                .join()
                .uploads()
                .forEach(upload -> client.abortMultipartUpload(request ->
                                request.bucket(name).key(upload.key()).uploadId(upload.uploadId()))
                        .join());
    }
}
