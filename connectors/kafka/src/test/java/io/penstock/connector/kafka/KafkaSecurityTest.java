package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.PermanentFailureException;
import io.penstock.servers.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a broker with TLS, users and rights; keys and passwords are made for each run. */
class KafkaSecurityTest {
    private static final String PASSWORD = UUID.randomUUID().toString();
    private static final String MIGHTY = "mighty";
    private static final String POWERLESS = "powerless";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static KafkaBroker broker;

    @SuppressWarnings("NullAway.Init")
    private Topic topic;

    @BeforeAll
    static void startBroker() throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "broker",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys().toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        broker = KafkaBroker.startedSecured(keys(), PASSWORD, Map.of(MIGHTY, PASSWORD), Map.of(POWERLESS, PASSWORD));
        List<UserScramCredentialAlteration> scram = List.of(new UserScramCredentialUpsertion(
                MIGHTY, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.alterUserScramCredentials(scram).all().get(1, TimeUnit.MINUTES);
        }
    }

    @AfterAll
    static void endBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopic() throws Exception {
        topic = Topic.create(broker, "secured", 1);
    }

    private static Path keys() {
        return directory.resolve("keys.p12");
    }

    private static Map<String, String> client(String mechanism, String user, String password) {
        String module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("security.protocol", "SASL_SSL");
        properties.put("ssl.truststore.location", keys().toString());
        properties.put("ssl.truststore.type", "PKCS12");
        properties.put("ssl.truststore.password", PASSWORD);
        properties.put("sasl.mechanism", mechanism);
        properties.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security." + module + " required username=\"" + user + "\" password=\""
                        + password + "\";");
        return properties;
    }

    private KafkaSink<String> sink(Map<String, String> properties) {
        return KafkaSink.strings(broker.securedServers(), topic.name).properties(properties);
    }

    private KafkaSource<String> source(Map<String, String> properties) {
        return KafkaSource.strings(broker.securedServers(), topic.name)
                .stopAt(Offsets.latest())
                .properties(properties);
    }

    private static Lane<String> open(KafkaSink<String> sink) throws Exception {
        return Lane.open(sink, Lane.context(UUID.randomUUID().toString(), 0, 1));
    }

    private void recordCrosses(Map<String, String> properties) throws Exception {
        try (Lane<String> lane = open(sink(properties))) {
            lane.commit(lane.prepare(1, "secret"));
        }
        try (Reading<String> reading = Reading.of(source(properties))) {
            assertThat(reading.toTheEnd().values).containsExactly("secret");
        }
    }

    @Test
    void recordsCrossTlsByUserAndPassword() throws Exception {
        recordCrosses(client("PLAIN", MIGHTY, PASSWORD));
    }

    @Test
    void recordsCrossTlsByScram() throws Exception {
        recordCrosses(client("SCRAM-SHA-512", MIGHTY, PASSWORD));
    }

    @Test
    void wrongPasswordIsRefusedAtOnceAndNotShown() {
        String wrong = "wrong-" + UUID.randomUUID();

        assertThatThrownBy(() -> open(sink(client("PLAIN", MIGHTY, wrong))))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("correct security.protocol, the user and password")
                .hasMessageNotContaining(wrong);
        assertThatThrownBy(() -> source(client("PLAIN", MIGHTY, wrong)).splits())
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageNotContaining(wrong);
    }

    @Test
    void certificateThatIsNotTrustedIsRefused() {
        Map<String, String> untrusting = client("PLAIN", MIGHTY, PASSWORD);
        untrusting.keySet().removeIf(name -> name.startsWith("ssl.truststore"));

        assertThatThrownBy(() -> source(untrusting).splits())
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("the certificates in ssl.*");
    }

    @Test
    void userWithoutRightsIsToldToAskForThem() {
        assertThatThrownBy(() -> open(sink(client("PLAIN", POWERLESS, PASSWORD))))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("kafka-acls --add");
    }
}
