package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaClientTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl.key.password",
                "sasl.jaas.config",
                "ssl.keystore.key",
                "sasl.oauthbearer.client.credentials.client.secret"
            })
    void secretsAreNotShown(String property) {
        KafkaClient client = KafkaClient.of("host:1").with(Map.of(property, "hunter2"));

        assertThat(client).hasToString("host:1 (" + property + "=***)");
    }

    @Test
    void secretsArePassedOn() {
        KafkaClient client = KafkaClient.of("host:1").with(Map.of("ssl.key.password", "hunter2"));

        assertThat(client.configured(Map.of(), Map.of())).containsEntry("ssl.key.password", "hunter2");
    }

    @Test
    void descriptionOfASourceHasNoProperties() {
        KafkaSource<String> source = KafkaSource.strings("host:1", "in").property("ssl.key.password", "hunter2");

        assertThat(source.describe()).isEqualTo("Kafka topic in at host:1");
    }

    @Test
    void whatTheConnectorNeedsAsItIsCannotBeSet() {
        assertThatThrownBy(() -> KafkaSink.strings("host:1", "out").property("transactional.id", "mine"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the Kafka property transactional.id cannot be set: it is made of job, sink and lane");
    }

    @Test
    void propertiesOfTheJobAreStrongerThanDefaults() {
        KafkaClient client = KafkaClient.of("host:1").with(Map.of("linger.ms", "3"));

        assertThat(client.configured(Map.of("linger.ms", "10"), Map.of())).containsEntry("linger.ms", "3");
    }

    @Test
    void settingsAreThoseOfTheActorSystem() {
        Config system = ConfigFactory.parseString(
                        "penstock.connector.kafka { source.discovery-interval = 7s, sink.ledger-topic = other-ledger }")
                .withFallback(ConfigFactory.load());

        assertThat(KafkaSource.strings("host:1", "in").configured(system).discovery())
                .hasValueSatisfying(
                        discovery -> assertThat(discovery.interval()).isEqualTo(Duration.ofSeconds(7)));
        assertThat(KafkaSink.strings("host:1", "out").configured(system).preconditions())
                .contains("ledger topic other-ledger keeps its entries");
    }
}
