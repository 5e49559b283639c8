package io.penstock.examples.soak;

import io.penstock.api.Job;
import io.penstock.api.Output;
import io.penstock.api.Stream;
import io.penstock.connector.files.FileSink;
import io.penstock.connector.files.FileSource;
import io.penstock.examples.PacedSource;
import io.penstock.time.Watermarks;
import java.time.Duration;

/** The sources and sinks of the job of a round, while it is defined. */
final class SoakStreams {
    private final Round round;
    private final RoundFiles files;
    private final Round.Parallelism parallelism;
    private final Job job;

    SoakStreams(Round round, RoundFiles files, Round.Parallelism parallelism) {
        this.round = round;
        this.files = files;
        this.parallelism = parallelism;
        this.job = Job.named("soak-" + round.shape().name()).parallelism(parallelism.tasks());
    }

    /** The finished job. */
    Job job() {
        round.shape().define(this);
        return job;
    }

    /** The events of all files. */
    Stream<Event> events() {
        return events("*", "events");
    }

    /** The events of the files with an even number, or of those with an odd one. */
    Stream<Event> half(boolean even) {
        return events(even ? "*[02468]" : "*[13579]", even ? "even" : "odd");
    }

    private Stream<Event> events(String pattern, String name) {
        return job.from(PacedSource.of(
                        FileSource.lines(files.input().resolve(pattern + ".txt").toString())
                                .parse(Event::parse),
                        round.linesPerSecond()))
                .named(name)
                .timestamps(
                        Event::timeMillis,
                        Watermarks.boundedOutOfOrderness(Duration.ofMillis(round.outOfOrdernessMillis())));
    }

    /** What comes from an operator with keyed state, which has a parallelism of its own. */
    <T> Stream<T> keyed(String name, Stream<T> stream) {
        return stream.named(name).parallelism(parallelism.keyedTasks());
    }

    <R extends Record> Output sink(String name, Stream<R> stream, Class<R> type) {
        return stream.to(FileSink.csv(files.output(name), type)).named(name);
    }
}
