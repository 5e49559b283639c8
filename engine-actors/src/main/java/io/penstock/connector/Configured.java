package io.penstock.connector;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Settings of a source or sink: what a configuration says, and options of the job's code, which are stronger. They are made
 * by the application's configuration where a source is made, so that an option that is not legal is refused there, and made
 * anew by the actor system's when its job is run ({@link Source#configured}, {@link Sink#configured}). Immutable.
 *
 * @param <S> the settings, immutable
 */
public final class Configured<S> {
    private final String path;
    private final Function<Config, S> settings;
    private final Config config;
    /** The configuration was given in the job's code. */
    private final boolean own;

    private final S value;

    private Configured(String path, Function<Config, S> settings, Config config, boolean own) {
        this.path = path;
        this.settings = settings;
        this.config = config;
        this.own = own;
        this.value = settings.apply(config);
    }

    /**
     * By what the application's configuration has at a path.
     *
     * @param path for instance {@code penstock.connector.kafka}
     * @param settings made of what stands there
     */
    public static <S> Configured<S> at(String path, Function<Config, S> settings) {
        return new Configured<>(path, settings, ConfigFactory.load().getConfig(path), false);
    }

    /** With one more option. */
    public Configured<S> with(UnaryOperator<S> option) {
        return new Configured<>(path, settings.andThen(option), config, own);
    }

    /** By a configuration of its own, whatever the actor system has: what else stands at the path. */
    public Configured<S> by(Config ownConfig) {
        return new Configured<>(path, settings, ownConfig, true);
    }

    /**
     * By the configuration of an actor system, unless there is one of its own.
     *
     * @param root of which the path is taken
     */
    public Configured<S> under(Config root) {
        return own ? this : new Configured<>(path, settings, root.getConfig(path), false);
    }

    public S get() {
        return value;
    }
}
