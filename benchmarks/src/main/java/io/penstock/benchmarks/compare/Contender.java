package io.penstock.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** An engine, and what a process needs to run it. */
public enum Contender {
    PENSTOCK(
            "penstock",
            "",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "-Dchronicle.analytics.disable=true",
            "-Dchronicle.announcer.disable=true"),
    FLINK(
            "flink",
            "compare-flink",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"),
    FLINK_TUNED("flink-tuned", FLINK.module, FLINK.flags),
    JET(
            "jet",
            "compare-jet",
            "--add-modules=java.se",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED"),
    PLAIN("plain", "workloads");

    private final String engine;
    private final String module;
    /** With a space between. */
    private final String flags;

    Contender(String engine, String module, String... flags) {
        this.engine = engine;
        this.module = module;
        this.flags = String.join(" ", flags);
    }

    /** By what it is called in options. */
    public static Contender named(String engine) {
        return Arrays.stream(values())
                .filter(one -> one.engine.equals(engine))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no engine " + engine + ", there are "
                        + Arrays.stream(values()).map(Contender::engine).toList()));
    }

    /** What it is called in options. */
    public String engine() {
        return engine;
    }

    /** The plain loop has no checkpoints and no latency worth a word. */
    boolean runs(Case what) {
        return this != PLAIN || !what.ticked();
    }

    /** What its own documents ask of the JVM. */
    public List<String> flags() {
        return flags.isEmpty() ? List.of() : List.of(flags.split(" ", -1));
    }

    /** What the build of its module has left. */
    public String classPath(Path benchmarks) throws IOException {
        Path target = benchmarks.resolve(module).resolve("target");
        Path libraries = target.resolve("classpath");
        if (!Files.exists(libraries)) {
            throw new IllegalStateException(libraries.toAbsolutePath() + " is not there: build first, with"
                    + " ./mvnw -pl benchmarks -am -DskipTests process-classes, or start with benchmarks/compare");
        }
        return target.resolve("classes").toAbsolutePath() + ":"
                + Files.readString(libraries).strip();
    }

    /** The collector on which it does best at a workload; README.md has the measurement. */
    Collector collector(boolean ticked) {
        return ticked && this != PENSTOCK ? Collector.G1 : Collector.PARALLEL;
    }
}
