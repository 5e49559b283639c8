package io.penstock.examples.flights;

import io.penstock.api.Job;
import io.penstock.api.JobArguments;
import io.penstock.api.JobDefinition;
import io.penstock.api.Stream;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.Source;
import io.penstock.connector.files.CsvColumn;
import io.penstock.connector.files.FileSink;
import io.penstock.connector.files.FileSource;
import io.penstock.examples.PacedSource;
import io.penstock.function.OutputTag;
import io.penstock.time.Tumbling;
import io.penstock.time.Watermarks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Departures, mean and greatest delay and the share of late ones, per airport and day.
 *
 * <p>Arguments:
 *
 * <pre>
 * --input FILE             flights as CSV, with the header {@link Flight#HEADER}; also a glob
 * --output DIR             {@link #DELAYS}: the result
 * --late DIR               {@link #LATE}: flights that came after their day was closed
 * --dead-letters DIR       {@link #DEAD_LETTERS}: lines that are no flight
 * --out-of-orderness HOURS how far a line may be behind the latest departure before it; 9 if not given
 * --parallelism N          tasks per operator; the default of the node if not given
 * --pace N                 the most records per second; 0, the default, for no limit
 * </pre>
 */
public final class DelaysJob implements JobDefinition {
    public static final String NAME = "delays";

    /** Names of operators; those of sinks begin the names of their files. */
    public static final String FLIGHTS = "flights";

    public static final String DELAYS = "delays-by-day";
    public static final String LATE = "late-flights";
    public static final String DEAD_LETTERS = "dead-letters";

    /** The file is in order of landing: the worst of its departures is 8.4 hours behind. */
    private static final int DEFAULT_OUT_OF_ORDERNESS_HOURS = 9;

    private static final OutputTag<Flight> LATE_FLIGHTS = OutputTag.of("late", Flight.class);

    @Override
    public Job define(JobArguments arguments) {
        Job job = Job.named(NAME);
        if (arguments.find("parallelism").isPresent()) {
            job.parallelism(arguments.getInt("parallelism", 1));
        }
        Duration outOfOrderness =
                Duration.ofHours(arguments.getInt("out-of-orderness", DEFAULT_OUT_OF_ORDERNESS_HOURS));

        Stream<Flight> flights = job.from(source(arguments)).named(FLIGHTS);

        Stream<DelaysByDay> delays = flights.timestamps(
                        Flight::scheduledDepartureMillis, Watermarks.boundedOutOfOrderness(outOfOrderness))
                .keyBy(Flight::origin)
                .window(Tumbling.of(Duration.ofDays(1)))
                .lateTo(LATE_FLIGHTS)
                .aggregate(
                        new DelayStats(), (airport, day, totals) -> DelaysByDay.of(airport, day.startMillis(), totals))
                .named("delays-per-airport-and-day");

        delays.to(FileSink.csv(Path.of(arguments.get("output")), DelaysByDay.class))
                .named(DELAYS);
        delays.sideOutput(LATE_FLIGHTS).to(lateSink(arguments)).named(LATE).parallelism(1);
        flights.sideOutput(DeadLetter.TAG)
                .to(FileSink.csv(Path.of(arguments.get("dead-letters")), DeadLetter.class))
                .named(DEAD_LETTERS)
                .parallelism(1);
        return job;
    }

    private static Source<Flight, ?> source(JobArguments arguments) {
        FileSource<Flight> file = FileSource.lines(arguments.get("input"))
                .skipHeader()
                .onError(ErrorPolicy.DEAD_LETTER)
                .parse(Flight::parse);
        int pace = arguments.getInt("pace", 0);
        return pace == 0 ? file : PacedSource.of(file, pace);
    }

    private static FileSink<Flight> lateSink(JobArguments arguments) {
        return FileSink.csv(
                Path.of(arguments.get("late")),
                CsvColumn.of("scheduledDeparture", flight -> Instant.ofEpochMilli(flight.scheduledDepartureMillis())),
                CsvColumn.of("origin", Flight::origin),
                CsvColumn.of("destination", Flight::destination),
                CsvColumn.of("distanceMiles", Flight::distanceMiles),
                CsvColumn.of("delayMinutes", Flight::delayMinutes));
    }
}
