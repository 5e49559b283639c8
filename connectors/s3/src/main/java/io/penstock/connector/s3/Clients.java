package io.penstock.connector.s3;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/** The clients of this process: one for each way to reach a service, shared by all who use it, closed with the last. */
final class Clients {
    private static final int IO_THREADS = 2;
    private static final long END_SECONDS = 5;
    private static final Map<S3ClientSettings, Shared> OPEN = new HashMap<>();

    private Clients() {}

    private static final class Shared {
        private final EventLoopGroup threads;
        private final S3AsyncClient client;
        private int users;

        Shared(S3ClientSettings settings) {
            this.threads = new NioEventLoopGroup(IO_THREADS, new DefaultThreadFactory("penstock-s3", true));
            this.client = client(settings, threads);
        }

        void close() {
            client.close();
            // The SDK would wait for two seconds without a request.
            threads.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    /** To be given back with {@link #release}. */
    static S3AsyncClient acquire(S3ClientSettings settings) {
        synchronized (OPEN) {
            Shared shared = OPEN.computeIfAbsent(settings, Shared::new);
            shared.users++;
            return shared.client;
        }
    }

    static void release(S3ClientSettings settings) {
        synchronized (OPEN) {
            Shared shared = OPEN.get(settings);
            if (shared == null) {
                throw new IllegalStateException("a client was given back twice");
            }
            shared.users--;
            if (shared.users == 0) {
                OPEN.remove(settings);
                shared.close();
            }
        }
    }

    private static S3AsyncClient client(S3ClientSettings settings, EventLoopGroup threads) {
        S3AsyncClientBuilder builder = S3AsyncClient.builder()
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroup(SdkEventLoopGroup.create(threads, NioSocketChannel::new))
                        .maxConcurrency(settings.maxConnections())
                        .connectionTimeout(settings.connectTimeout())
                        .connectionAcquisitionTimeout(settings.attemptTimeout())
                        .readTimeout(settings.attemptTimeout())
                        .writeTimeout(settings.attemptTimeout()))
                .forcePathStyle(settings.pathStyle())
                .credentialsProvider(
                        settings.anonymous()
                                ? AnonymousCredentialsProvider.create()
                                : DefaultCredentialsProvider.builder().build())
                // What is done with an answer never blocks, so it needs no threads of its own.
                .asyncConfiguration(configuration -> configuration.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .overrideConfiguration(configuration -> configuration
                        .apiCallAttemptTimeout(settings.attemptTimeout())
                        .apiCallTimeout(settings.callTimeout())
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(settings.maxAttempts())
                                .backoffStrategy(backoff(settings))
                                .throttlingBackoffStrategy(backoff(settings))
                                .circuitBreakerEnabled(false)
                                .retryOnException(S3Failure::isConflict)
                                .build()));
        if (settings.checksumsWhereRequired()) {
            builder.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        }
        settings.endpoint().ifPresent(builder::endpointOverride);
        if (settings.region().isPresent()) {
            builder.region(Region.of(settings.region().get()));
        } else if (settings.endpoint().isPresent()) {
            builder.region(Region.US_EAST_1);
        }
        return builder.build();
    }

    private static BackoffStrategy backoff(S3ClientSettings settings) {
        return BackoffStrategy.exponentialDelay(settings.minBackoff(), settings.maxBackoff());
    }
}
