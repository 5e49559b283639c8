package io.penstock.connector.s3;

import com.github.luben.zstd.Zstd;
import io.penstock.connector.Environment;
import io.penstock.connector.Sink;
import io.penstock.connector.contract.ExactlyOnceSinkContract;
import io.penstock.connector.contract.FailingTargetContract;
import io.penstock.connector.contract.HangingTargetContract;
import io.penstock.connector.files.Compression;
import io.penstock.servers.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** The contract for objects that wait in the snapshot, and for uploads. */
class S3SinkContractTest {
    abstract static class Of extends ExactlyOnceSinkContract<String, PreparedObjects>
            implements HangingTargetContract<String, PreparedObjects> {
        final S3Server server = S3Server.shared();
        final Bucket bucket = Bucket.create(server);

        /** Held, since it takes long to make a client for each of so many generations. */
        static final ObjectStore CLIENT = new ObjectStore(
                S3ClientSettings.configured()
                        .get()
                        .withEndpoint(S3Server.shared().endpoint())
                        .withPathStyle(true),
                Environment.standalone());

        abstract S3Sink<String> objects();

        /** By other means than the connector's. */
        abstract List<String> read(byte[] object);

        @Override
        public Sink<String, PreparedObjects> sink() {
            return bucket.at(objects());
        }

        @Override
        public String record(int number) {
            return number + ":" + "x".repeat(number % 7);
        }

        @Override
        public List<String> visible() {
            List<String> all = new ArrayList<>();
            bucket.objects("out/").values().forEach(object -> all.addAll(read(object)));
            return all;
        }

        @Override
        public List<String> leftovers() {
            List<String> all = new ArrayList<>(bucket.keys("out/" + UploadIntents.ROOT));
            all.addAll(bucket.uploads(""));
            return all;
        }

        @Override
        protected boolean isShared(Thread thread) {
            // Of the plain client, and of the one that is held; ClientsTest says that it ends with its last user.
            return thread.getName().startsWith("aws-java-sdk-NettyEventLoop")
                    || thread.getName().startsWith("sdk-ScheduledExecutor")
                    || thread.getName().startsWith("penstock-s3");
        }

        @Override
        public void hangTarget() {
            server.freeze();
        }

        @Override
        public void releaseTarget() {
            server.thaw();
        }
    }

    @Nested
    class InTheSnapshot extends Of {
        @Override
        S3Sink<String> objects() {
            return S3Sink.lines(bucket.url("out"), line -> line);
        }

        @Override
        List<String> read(byte[] object) {
            return new String(object, StandardCharsets.UTF_8).lines().toList();
        }
    }

    @Nested
    class UploadedInBucketsWithManifests extends Of implements FailingTargetContract<String, PreparedObjects> {
        @Override
        S3Sink<String> objects() {
            return S3Sink.<String>jsonLines(bucket.url("out/"), String.class)
                    .with(new S3SinkSettings(5 << 20, 5 << 20, 0, 0, Path.of("target/spool"), 1 << 30, 3))
                    .compress(Compression.ZSTD)
                    .bucketBy(text -> "long=" + (text.length() > 5))
                    .maxOpenObjects(1)
                    .manifest();
        }

        @Override
        List<String> read(byte[] object) {
            String text = new String(Zstd.decompress(object, 100_000), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> line.substring(1, line.length() - 1))
                    .toList();
        }

        @Override
        public void failTarget() {
            server.kill();
        }

        @Override
        public void repairTarget() {
            server.start();
        }
    }
}
