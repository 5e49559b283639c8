package io.penstock.connector.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3AsyncClient;

class ClientsTest {
    private final S3ClientSettings settings =
            S3ClientSettings.configured().get().withEndpoint(URI.create("http://127.0.0.1:1"));

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("penstock-s3")
                        || thread.getName().startsWith("sdk-"))
                .collect(Collectors.toSet());
    }

    @Test
    void clientIsSharedByAllWhoReachAServiceInTheSameWay() {
        S3AsyncClient first = Clients.acquire(settings);
        S3AsyncClient second = Clients.acquire(settings);
        S3AsyncClient other = Clients.acquire(settings.withRegion("eu-central-1"));

        assertThat(second).isSameAs(first);
        assertThat(other).isNotSameAs(first);

        Clients.release(settings);
        Clients.release(settings);
        Clients.release(settings.withRegion("eu-central-1"));
    }

    @Test
    void threadsEndWithTheLastUser() {
        Set<Thread> before = threads();
        S3AsyncClient client = Clients.acquire(settings);
        assertThat(catchThrowable(() -> client.listBuckets().join())).isNotNull();
        assertThat(threads()).as("threads of a request").hasSizeGreaterThan(before.size());

        Clients.release(settings);

        await().until(() -> before.containsAll(threads()));
    }
}
