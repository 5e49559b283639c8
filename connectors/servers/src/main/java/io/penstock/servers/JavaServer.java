package io.penstock.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a JVM for a server or a program of a test. */
public final class JavaServer {
    /** They halve the time to start on a small machine, and the speed of what runs for long. */
    static final List<String> QUICK = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private JavaServer() {}

    /** The command that runs a main class, set up to start quickly; {@code flags} are stronger. */
    public static List<String> command(String classPath, List<String> flags, String mainClass, List<String> arguments) {
        List<String> all = new ArrayList<>(QUICK);
        all.addAll(flags);
        return plainCommand(classPath, all, mainClass, arguments);
    }

    static List<String> plainCommand(String classPath, List<String> flags, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        return command;
    }

    /**
     * The class path of a server whose jars the build has collected.
     *
     * @param server the folder below {@code connectors/servers}
     * @throws IllegalStateException if they are not there; the message has the command that collects them
     */
    static String classPath(String server) {
        Path wanted = Path.of("connectors", "servers", server, "target", "lib");
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path lib = at.resolve(wanted);
            if (Files.isDirectory(lib)) {
                return lib + "/*";
            }
        }
        throw new IllegalStateException("the jars of " + server + " are not in " + wanted + " of this project; run in"
                + " its top folder: ./mvnw -pl connectors/servers/" + server + " process-resources");
    }
}
