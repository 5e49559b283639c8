package io.penstock.connector.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class S3SettingsTest {
    private static Config config(String text) {
        return ConfigFactory.parseString(text)
                .withFallback(ConfigFactory.parseResources("reference.conf"))
                .getConfig("penstock.connector.s3");
    }

    @Test
    void settingsComeFromTheConfiguration() {
        Config config = config("""
                penstock.connector.s3 {
                  endpoint = "http://127.0.0.1:9000", region = eu-central-1, path-style = true, max-attempts = 9
                  source { chunk-bytes = 8KiB, read-ahead-bytes = 0, max-objects = 7, list-every = 3s }
                  sink { part-bytes = 6MiB, inline-bytes = 1KiB, spool-directory = "/spool", max-requests = 2 }
                }
                """);

        assertThat(S3ClientSettings.of(config))
                .returns(Optional.of(URI.create("http://127.0.0.1:9000")), S3ClientSettings::endpoint)
                .returns(Optional.of("eu-central-1"), S3ClientSettings::region)
                .returns(true, S3ClientSettings::pathStyle)
                .returns(9, S3ClientSettings::maxAttempts);
        assertThat(S3SourceSettings.of(config.getConfig("source")))
                .isEqualTo(new S3SourceSettings(8 * 1024, 0, 7, Duration.ofSeconds(3)));
        assertThat(S3SinkSettings.of(config.getConfig("sink")))
                .returns(6L << 20, S3SinkSettings::partBytes)
                .returns(1024, S3SinkSettings::inlineBytes)
                .returns(Path.of("/spool"), S3SinkSettings::spoolDirectory)
                .returns(2, S3SinkSettings::maxRequests);
    }

    @Test
    void partsThatAreTooSmallForTheServiceAreRefused() {
        Config sink = config("penstock.connector.s3.sink.part-bytes = 1MiB").getConfig("sink");

        assertThatThrownBy(() -> S3SinkSettings.of(sink))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("part-bytes must be from 5242880")
                .hasMessageContaining("1048576");
    }

    @Test
    void credentialsInAnEndpointAreRefusedAndNotShown() {
        assertThatThrownBy(
                        () -> S3ClientSettings.of(config("penstock.connector.s3.endpoint = \"http://me:secret@host\"")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host has a user in it")
                .hasMessageNotContaining("secret");
    }

    @Test
    void endpointThatIsNoneIsRefusedWithAnExample() {
        assertThatThrownBy(() -> S3ClientSettings.of(config("penstock.connector.s3.endpoint = \"localhost:9000\"")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http://127.0.0.1:9000");
    }

    @Test
    void aCallMustNotBeShorterThanItsAttempts() {
        assertThatThrownBy(() -> S3ClientSettings.of(config("penstock.connector.s3.call-timeout = 1s")))
                .hasMessageContaining("call-timeout must not be shorter than attempt-timeout");
    }

    private static Config actorSystem(String settings) {
        return ConfigFactory.parseString("penstock.connector.s3 { " + settings + " }")
                .withFallback(ConfigFactory.load());
    }

    @Test
    void settingsAreThoseOfTheActorSystem() {
        S3Source<String> source = S3Source.lines("s3://bucket/in/").follow();
        S3Sink<String> sink = S3Sink.lines("s3://bucket/out", line -> line);

        assertThat(source.configured(actorSystem("source.list-every = 3s")).discovery())
                .hasValueSatisfying(
                        discovery -> assertThat(discovery.interval()).isEqualTo(Duration.ofSeconds(3)));
        assertThatThrownBy(() -> source.configured(actorSystem("max-attempts = 0")))
                .hasMessageContaining("max-attempts must be from 1");
        assertThatThrownBy(() -> sink.configured(actorSystem("sink.max-requests = 0")))
                .hasMessageContaining("max-requests must be from 1");
        assertThatThrownBy(() -> sink.configured(actorSystem("max-attempts = 0")))
                .hasMessageContaining("max-attempts must be from 1");
    }

    @Test
    void optionsInTheCodeOfAJobAreStrongerThanSettings() {
        S3Source<String> source = S3Source.lines("s3://bucket/in/").follow().listEvery(Duration.ofSeconds(5));

        assertThat(source.configured(actorSystem("source.list-every = 3s")).discovery())
                .hasValueSatisfying(
                        discovery -> assertThat(discovery.interval()).isEqualTo(Duration.ofSeconds(5)));
    }
}
