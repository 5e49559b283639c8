package io.penstock.node.view;

import io.penstock.api.JobStatus;
import io.penstock.api.JobStatus.OperatorStatus;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.ToLongFunction;

/** One line that says how a job stands, for logs and pipes. A pure function. */
final class PlainLine {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    private PlainLine() {}

    static String render(History history) {
        JobStatus status = history.latest().status();
        StringBuilder line = new StringBuilder()
                .append(CLOCK.format(history.latest().at()))
                .append(' ')
                .append(history.jobName())
                .append(' ')
                .append(status.phase());
        status.sourceProgress().ifPresent(share -> line.append(", ").append(Figures.percent(share)));
        line.append(", ")
                .append(Figures.count(history.sourceRecords()))
                .append(" records, ")
                .append(Figures.rate(history.sourceRecordsPerSecond()))
                .append("/s");
        if (history.watermarkMillis() != Long.MIN_VALUE) {
            line.append(", watermark ").append(Figures.watermark(history.watermarkMillis()));
        }
        status.lastCheckpoint().ifPresent(last -> line.append(", checkpoint ")
                .append(last.id())
                .append(" (")
                .append(Figures.duration(last.duration()))
                .append(", ")
                .append(Figures.bytes(last.bytes()))
                .append(", ")
                .append(Figures.duration(
                        Duration.between(last.completedAt(), history.latest().at())))
                .append(" ago)"));
        if (status.health().red()) {
            line.append(", RED: no checkpoint for over ")
                    .append(Figures.duration(status.health().limit()));
        }
        appendCount(line, status.restarts(), "restarts");
        appendCount(line, status.abortedCheckpoints(), "aborted checkpoints");
        appendCount(line, sum(status, OperatorStatus::late), "late");
        appendCount(line, sum(status, OperatorStatus::skipped), "not readable");
        if (status.phase() == JobStatus.Phase.BACKING_OFF) {
            history.lastFailure().ifPresent(failure -> line.append(", after: ").append(failure));
        }
        return line.toString();
    }

    private static long sum(JobStatus status, ToLongFunction<OperatorStatus> counter) {
        return status.operators().stream().mapToLong(counter).sum();
    }

    private static void appendCount(StringBuilder line, long count, String what) {
        if (count > 0) {
            line.append(", ").append(Figures.count(count)).append(' ').append(what);
        }
    }
}
