package io.penstock.examples.connectors;

import io.penstock.codec.Codecs;
import io.penstock.connector.streams.Positioned;
import io.penstock.connector.streams.StreamsSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Source;

/** Streams of the numbers from 0, of each kind that a job can read. */
final class Numbers {
    private final ActorSystem<Void> system;
    private final InProcessJob.Setup setup;

    Numbers(ActorSystem<Void> system, InProcessJob.Setup setup) {
        this.system = system;
        this.setup = setup;
    }

    private Source<Long, NotUsed> paced(Iterable<Long> numbers) {
        // In small steps, since a burst of a second would be over before the kill.
        return Source.from(numbers).throttle(Math.max(1, setup.perSecond() / 20), Duration.ofMillis(50));
    }

    private Iterable<Long> from(long first) {
        return LongStream.range(first, setup.records()).boxed().toList();
    }

    /** As a query by offset. */
    StreamsSource<Positioned<Long, Long>, Long> resumable() {
        return StreamsSource.<Long, Long>resumable(
                        system,
                        position -> paced(from(position.orElse(0L))).map(n -> new Positioned<>(n, n + 1)),
                        Codecs.LONG)
                .bounded();
    }

    /** As a broker, which writes down what was acknowledged and gives all else again. */
    StreamsSource<Long, Long> acknowledged() throws IOException {
        Path notes = setup.notes("acknowledged");
        LineFile acknowledged = new LineFile(notes);
        return StreamsSource.<Long, Long>acknowledged(
                        system,
                        () -> {
                            Set<String> done = new HashSet<>(LineFile.read(notes));
                            return paced(LongStream.range(0, setup.records())
                                    .filter(n -> !done.contains(Long.toString(n)))
                                    .boxed()
                                    .toList());
                        },
                        n -> n,
                        n -> {
                            acknowledged.append(n);
                            return CompletableFuture.completedStage(Done.getInstance());
                        },
                        Codecs.LONG)
                .bounded();
    }

    /** As something live, which writes down what it gives, and gives nothing twice. */
    StreamsSource<Long, Long> any() throws IOException {
        Path notes = setup.notes("any-source");
        LineFile given = new LineFile(notes);
        return StreamsSource.of(
                        system,
                        () -> paced(from(LineFile.read(notes).size())).map(n -> {
                            given.append(n);
                            return n;
                        }),
                        Codecs.LONG)
                .bounded();
    }
}
