package io.penstock.node.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/**
 * Where the socket of a run is: {@code DIR/control/socket}, in a directory that only its owner may enter. The operating
 * system takes short paths only; where that one is too long, the socket is in a directory of its own for temporary files,
 * and {@code DIR/control/address} says where.
 */
final class ControlAddress {
    /** What fits in {@code sockaddr_un}, without the zero at its end. */
    private static final int MOST_BYTES =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac") ? 103 : 107;

    private static final int MOST_ADDRESS_BYTES = 4096;
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final String SOCKET = "socket";
    private static final String ADDRESS = "address";

    private ControlAddress() {}

    static boolean fits(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
    }

    /** Where a server binds, with the directory for it; the address is written down where it is another than expected. */
    static Path prepare(Path run) throws IOException {
        Path control = control(run);
        if (!POSIX) {
            Files.createDirectories(control);
        } else if (Files.isDirectory(control)) {
            // Whoever made it, and with what rights: nobody else comes in from now on.
            Files.setPosixFilePermissions(control, OWNER_ONLY);
        } else {
            Files.createDirectory(control, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        Path address = control.resolve(ADDRESS);
        Path socket = control.resolve(SOCKET);
        if (fits(socket)) {
            Files.deleteIfExists(address);
            return socket;
        }
        Path other = Files.createTempDirectory("penstock-").resolve(SOCKET);
        if (!fits(other)) {
            throw new IOException("a socket may have a path of " + MOST_BYTES + " bytes, and neither " + socket
                    + " nor " + other + " has: give a shorter --dir, or a shorter -Djava.io.tmpdir");
        }
        Files.writeString(address, other + "\n");
        return other;
    }

    /** Where a client connects to. */
    static Path find(Path run) throws IOException {
        Path control = control(run);
        Path address = control.resolve(ADDRESS);
        if (Files.isRegularFile(address) && Files.size(address) <= MOST_ADDRESS_BYTES) {
            return Path.of(Files.readString(address).strip());
        }
        return control.resolve(SOCKET);
    }

    /** Removes what {@link #prepare} made outside of the run. */
    static void release(Path run, Path socket) throws IOException {
        Files.deleteIfExists(socket);
        if (!socket.startsWith(control(run))) {
            Files.deleteIfExists(control(run).resolve(ADDRESS));
            Path parent = socket.getParent();
            if (parent != null) {
                Files.deleteIfExists(parent);
            }
        }
    }

    private static Path control(Path run) {
        return run.toAbsolutePath().normalize().resolve("control");
    }
}
