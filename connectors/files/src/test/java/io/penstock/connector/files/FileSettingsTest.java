package io.penstock.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FileSettingsTest {
    private static Config changed(String settings) {
        return ConfigFactory.parseString(settings)
                .withFallback(ConfigFactory.load().getConfig("penstock.connector.files"));
    }

    @Test
    void limitsComeFromTheConfiguration() {
        Config config = changed("""
                source { max-line-bytes = 2KiB, max-block-bytes = 3KiB, max-decompression-ratio = 4 }
                tail { list-every = 5s, forget-after = 6s }
                sink { max-file-bytes = 7GiB, max-file-age = 8s, max-open-files = 9, max-files-per-epoch = 10 }
                """);
        assertThat(TailSettings.of(config))
                .returns(Duration.ofSeconds(5), TailSettings::listEvery)
                .returns(Duration.ofSeconds(6), TailSettings::forgetAfter)
                .extracting(TailSettings::lines)
                .returns(2048, FileSourceSettings::maxLineBytes)
                .returns(3072, FileSourceSettings::maxBlockBytes)
                .returns(4, FileSourceSettings::maxDecompressionRatio);
        assertThat(FileSinkSettings.of(config.getConfig("sink"), ".txt"))
                .returns(7L << 30, FileSinkSettings::maxFileBytes)
                .returns(Duration.ofSeconds(8), FileSinkSettings::maxFileAge)
                .returns(9, FileSinkSettings::maxOpenFiles)
                .returns(10, FileSinkSettings::maxFilesPerEpoch);
    }

    @Test
    void settingsOutsideOfTheirLimitsAreRefused() {
        Config config = changed("sink.max-open-files = 0").getConfig("sink");
        assertThatThrownBy(() -> FileSinkSettings.of(config, ".txt"))
                .hasMessageContaining("maxOpenFiles must be from 1 to 10000, not 0");
    }

    private static Config actorSystem(String settings) {
        return ConfigFactory.parseString("penstock.connector.files { " + settings + " }")
                .withFallback(ConfigFactory.load());
    }

    @Test
    void settingsAreThoseOfTheActorSystem() {
        assertThat(TailSource.lines("in")
                        .configured(actorSystem("tail.list-every = 7s"))
                        .discovery())
                .hasValueSatisfying(
                        discovery -> assertThat(discovery.interval()).isEqualTo(Duration.ofSeconds(7)));
        assertThatThrownBy(() -> FileSource.lines("in").configured(actorSystem("source.max-line-bytes = 0")))
                .hasMessageContaining("maxLineBytes must be from 1");
        assertThatThrownBy(() -> FileSink.lines(Path.of("out"), String::valueOf)
                        .configured(actorSystem("sink.max-open-files = 0")))
                .hasMessageContaining("maxOpenFiles must be from 1");
    }

    @Test
    void optionsInTheCodeOfAJobAreStrongerThanSettings() {
        TailSource<String> source = TailSource.lines("in").listEvery(Duration.ofSeconds(3));

        assertThat(source.configured(actorSystem("tail.list-every = 7s")).discovery())
                .hasValueSatisfying(
                        discovery -> assertThat(discovery.interval()).isEqualTo(Duration.ofSeconds(3)));
    }
}
