package io.penstock.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.persistence.store.JournalStore;
import io.penstock.persistence.store.StoreFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing phones home, and what the JVM lacks is named. */
class QuietTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void analyticsIsNotOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("net.openhft.chronicle.analytics.Analytics"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(System.getProperty("java.class.path")).doesNotContain("chronicle-analytics");
    }

    @Test
    void noSocketIsOpened() throws Exception {
        Set<String> before = sockets();
        try (JournalStore store = StoreFixture.open(StoreFixture.settings(directory, Durability.DISK))) {
            for (int i = 1; i <= 200; i++) {
                StoreFixture.write(store, "a", i, "x".repeat(5000));
                assertThat(sockets()).isSubsetOf(before);
            }
        }
        assertThat(sockets()).isSubsetOf(before);
    }

    @Test
    void theFlagsAreNamedInOnePlaceAndPresentHere() {
        assertThat(ChronicleJvmFlags.missing()).isEmpty();
        assertThat(ChronicleJvmFlags.all())
                .containsExactly(
                        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED");
        ChronicleJvmFlags.require();
    }

    @Test
    void aMissingFlagIsNamed() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        ChronicleJvmFlags.all().get(0),
                        ChronicleJvmFlags.all().get(2),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RequireFlags.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isOne();
        assertThat(said).contains("started without --add-exports=java.base/sun.nio.ch=ALL-UNNAMED, which");
    }

    /** Started without one of the flags. */
    static final class RequireFlags {
        private RequireFlags() {}

        public static void main(String[] args) {
            ChronicleJvmFlags.require();
        }
    }

    /** Open sockets of this process, as the kernel lists them. */
    private static Set<String> sockets() throws IOException {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                String target = target(descriptor);
                if (target.startsWith("socket:")) {
                    sockets.add(target);
                }
            }
        }
        return sockets;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }
}
