package io.penstock.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.api.Job;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.engine.SilentSink;
import io.penstock.graph.OperatorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfiguredTest {
    private static final String PATH = "penstock.job";
    private static final Config SYSTEM = ConfigFactory.parseString("penstock.job { parallelism = 7, key-groups = 8 }");

    private record Limits(int tasks, int groups) {
        Limits {
            if (tasks < 1) {
                throw new IllegalArgumentException("tasks must be 1 or more, not " + tasks);
            }
        }

        static Limits of(Config config) {
            return new Limits(config.getInt("parallelism"), config.getInt("key-groups"));
        }

        Limits withTasks(int changed) {
            return new Limits(changed, groups);
        }
    }

    private final Configured<Limits> limits = Configured.at(PATH, Limits::of);

    @Test
    void isThatOfTheActorSystemOnceTheJobIsRun() {
        assertThat(limits.under(SYSTEM).get()).isEqualTo(new Limits(7, 8));
    }

    @Test
    void isThatOfTheApplicationBefore() {
        assertThat(limits.get()).isEqualTo(Limits.of(ConfigFactory.load().getConfig(PATH)));
    }

    @Test
    void optionOfTheCodeIsStrongerThanTheActorSystem() {
        assertThat(limits.with(options -> options.withTasks(3)).under(SYSTEM).get())
                .isEqualTo(new Limits(3, 8));
    }

    @Test
    void configurationOfItsOwnIsStrongerThanTheActorSystem() {
        Config own = ConfigFactory.parseString("parallelism = 5, key-groups = 6");

        assertThat(limits.by(own).under(SYSTEM).get()).isEqualTo(new Limits(5, 6));
    }

    @Test
    void optionThatIsNotLegalIsRefusedWhereItIsGiven() {
        assertThatThrownBy(() -> limits.with(options -> options.withTasks(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tasks must be 1 or more, not 0");
    }

    /** Says by its name what it is configured with. */
    private record Named(Configured<Limits> limits) implements Source<Long, Long> {
        @Override
        public Named configured(Config config) {
            return new Named(limits.under(config));
        }

        @Override
        public String describe() {
            return limits.get().tasks() + " tasks";
        }

        @Override
        public SourceTraits traits() {
            return new SourceTraits(true, true, false);
        }

        @Override
        public List<Long> splits() {
            return List.of();
        }

        @Override
        public SourceReader<Long, Long> reader(ReadSettings settings) {
            throw new UnsupportedOperationException("not read here");
        }

        @Override
        public Codec<Long> splitCodec() {
            return Codecs.LONG;
        }
    }

    @Test
    void graphOfAJobHandsTheConfigurationToItsSources() {
        Job job = Job.named("job");
        job.from(new Named(limits)).named("in").to(new SilentSink()).named("out");

        OperatorSpec.SourceSpec spec = (OperatorSpec.SourceSpec)
                job.graph(1).configured(SYSTEM).operator(0).spec();

        assertThat(spec.source().describe()).isEqualTo("7 tasks");
    }
}
