package io.penstock.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class S3ServerTest {
    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> put(URI uri, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void objectThatWasAcknowledgedSurvivesAKill() throws Exception {
        try (S3Server server = S3Server.started()) {
            assertThat(put(server.endpoint().resolve("/kept"), "").statusCode()).isEqualTo(200);
            URI object = server.endpoint().resolve("/kept/object");
            assertThat(put(object, "before the kill").statusCode()).isEqualTo(200);

            server.kill();
            server.start();

            assertThat(client.send(HttpRequest.newBuilder(object).build(), HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("before the kill");
        }
    }

    @Test
    void uploadThatWasBegunBeforeAKillCanBeAbortedAfterIt() throws Exception {
        try (S3Server server = S3Server.started()) {
            put(server.endpoint().resolve("/kept"), "");
            URI begin = server.endpoint().resolve("/kept/object?uploads");
            String answer = client.send(
                            HttpRequest.newBuilder(begin)
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            String id = answer.substring(answer.indexOf("<UploadId>") + 10, answer.indexOf("</UploadId>"));

            server.kill();
            server.start();

            URI abort = server.endpoint().resolve("/kept/object?uploadId=" + id);
            assertThat(client.send(HttpRequest.newBuilder(abort).DELETE().build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(204);
        }
    }
}
