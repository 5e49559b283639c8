package io.penstock.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * Sends the log to a file, so that the console belongs to the view. In code and not in a {@code logback.xml}: that would
 * also take hold of an application that has this module on its class path.
 */
final class NodeLogging {
    private static final Set<String> LEVELS = Set.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE");

    private NodeLogging() {}

    /** Until the file is known: nothing. The default of logback is everything, to the console. */
    static void quiet() {
        if (!configuredByUser()) {
            context().reset();
            root().setLevel(Level.OFF);
        }
    }

    /**
     * From now on: to a file of at most {@code penstock.node.log.max-size}, with {@code penstock.node.log.keep}
     * predecessors. A {@code -Dlogback.configurationFile} is left alone.
     */
    static void toFile(Path file, Config config) {
        String level = config.getString("penstock.node.log.level").toUpperCase(Locale.ROOT);
        if (!LEVELS.contains(level)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "penstock.node.log.level is '" + level.toLowerCase(Locale.ROOT)
                            + "', expected error, warn, info, debug or trace");
        }
        if (configuredByUser()) {
            return;
        }
        LoggerContext context = context();
        context.reset();

        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level [%thread] %logger{36} - %msg%n");
        encoder.start();

        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setName("file");
        appender.setFile(file.toString());
        appender.setEncoder(encoder);

        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(file + ".%i");
        rolling.setMinIndex(1);
        rolling.setMaxIndex(Math.max(1, config.getInt("penstock.node.log.keep")));
        rolling.start();

        SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
        trigger.setContext(context);
        trigger.setMaxFileSize(new FileSize(config.getBytes("penstock.node.log.max-size")));
        trigger.start();

        appender.setRollingPolicy(rolling);
        appender.setTriggeringPolicy(trigger);
        appender.start();
        root().addAppender(appender);
        root().setLevel(Level.toLevel(level));
        // Logs at INFO what only its developers can use.
        context.getLogger("net.openhft").setLevel(Level.WARN);
    }

    private static boolean configuredByUser() {
        return System.getProperty("logback.configurationFile") != null;
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static Logger root() {
        return context().getLogger(Logger.ROOT_LOGGER_NAME);
    }
}
