package io.penstock.node.view;

import io.penstock.api.JobStatus;
import io.penstock.api.JobStatus.OperatorStatus;
import io.penstock.api.JobStatus.Phase;
import io.penstock.node.view.StyledLine.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The picture of a job on a terminal. A pure function: history in, lines out.
 *
 * <pre>
 * delays  RUNNING  7.2 s  generation 1, restarts 0
 * ██████████████░░░░░░░░░░░░  52.3 %  10,460 records  1,204/s
 * operator       kind    tasks    in/s   out/s         in        out  watermark            waiting
 * flights        source      1       0   1,204          0     10,460  -                    -
 * delays         window      2   1,204     190     10,460      1,902  2001-02-13 21:29:59  1 of 2
 * checkpoint 7  0.4 s ago  took 12 ms  31.4 kB  aborted 0
 * </pre>
 *
 * In a narrow terminal the columns that say least go first; a picture that is too high loses the middle of its table.
 */
final class LiveScreen {
    private static final int GAP = 2;
    private static final int LONGEST_NAME = 28;
    private static final int LONGEST_BAR = 40;

    private final History history;
    private final Look look;
    private final JobStatus status;

    private LiveScreen(History history, Look look) {
        this.history = history;
        this.look = look;
        this.status = history.latest().status();
    }

    /** At most {@code look.rows() - 1} lines of at most {@code look.columns()} characters, colours not counted. */
    static List<String> render(History history, Look look) {
        return new LiveScreen(history, look).render();
    }

    private List<String> render() {
        List<String> above = List.of(headline(), progress(), "");
        List<String> below = new ArrayList<>();
        below.add("");
        below.add(checkpoint());
        leftOut().ifPresent(below::add);
        history.lastFailure()
                .ifPresent(failure -> below.add(
                        line().add(Style.YELLOW, "last failure: " + failure).toString()));

        List<String> lines = new ArrayList<>(above);
        List<String> table = table();
        int room = look.rows() - 1 - above.size() - below.size();
        if (table.size() <= room) {
            lines.addAll(table);
        } else if (room >= 2) {
            lines.addAll(table.subList(0, room - 1));
            lines.add(line().add(Style.DIM, (table.size() - room + 1) + " more operators: the terminal is too low")
                    .toString());
        }
        lines.addAll(below);
        return lines.subList(0, Math.min(lines.size(), look.rows() - 1));
    }

    private StyledLine line() {
        return new StyledLine(look);
    }

    private String headline() {
        return line().add(Style.BOLD, history.jobName())
                .add("  ")
                .add(color(status.phase()), status.phase().toString())
                .add("  " + Figures.duration(history.elapsed()))
                .add("  generation " + status.generation() + ", restarts ")
                .add(status.restarts() == 0 ? Style.PLAIN : Style.YELLOW, Integer.toString(status.restarts()))
                .toString();
    }

    private static Style color(Phase phase) {
        return switch (phase) {
            case RUNNING, FINISHED -> Style.GREEN;
            case RECOVERING, STARTING, STOPPING, STOPPED -> Style.CYAN;
            case BACKING_OFF -> Style.YELLOW;
            case SUSPENDED -> Style.RED;
        };
    }

    private String progress() {
        String records = Figures.count(history.sourceRecords()) + " records  "
                + Figures.rate(history.sourceRecordsPerSecond()) + "/s";
        if (status.sourceProgress().isEmpty()) {
            return line().add(records).toString();
        }
        double share = Math.min(1, Math.max(0, status.sourceProgress().get()));
        String behind = "  " + Figures.percent(share) + "  " + records;
        int bar = Math.min(LONGEST_BAR, look.columns() - behind.length());
        StyledLine line = line();
        if (bar >= 8) {
            int full = (int) (bar * share);
            line.add(Style.GREEN, (look.unicode() ? "█" : "#").repeat(full))
                    .add(Style.DIM, (look.unicode() ? "░" : ".").repeat(bar - full));
        }
        return line.add(bar >= 8 ? behind : behind.strip()).toString();
    }

    private String checkpoint() {
        StyledLine line = line();
        Optional<JobStatus.CheckpointStatus> last = status.lastCheckpoint();
        boolean red = status.health().red();
        if (last.isEmpty()) {
            line.add(red ? Style.RED : Style.DIM, "no checkpoint yet");
        } else {
            Duration age =
                    Duration.between(last.get().completedAt(), history.latest().at());
            line.add(Style.BOLD, "checkpoint " + last.get().id())
                    .add(red ? Style.RED : Style.PLAIN, "  " + Figures.duration(age) + " ago")
                    .add("  took " + Figures.duration(last.get().duration()))
                    .add("  " + Figures.bytes(last.get().bytes()));
        }
        if (red) {
            line.add(
                    Style.RED,
                    "  none for over " + Figures.duration(status.health().limit()));
        }
        if (status.abortedCheckpoints() > 0) {
            line.add(Style.YELLOW, "  aborted " + status.abortedCheckpoints());
        }
        return line.toString();
    }

    private Optional<String> leftOut() {
        long late = status.operators().stream().mapToLong(OperatorStatus::late).sum();
        long skipped =
                status.operators().stream().mapToLong(OperatorStatus::skipped).sum();
        if (late == 0 && skipped == 0) {
            return Optional.empty();
        }
        return Optional.of(
                line().add(Style.YELLOW, "late " + Figures.count(late) + "  not readable " + Figures.count(skipped))
                        .toString());
    }

    /**
     * A column of the table.
     *
     * @param keep columns of a lower number go first when the terminal is narrow
     */
    private record Column(String title, boolean right, int keep, Function<Integer, String> cell) {}

    private OperatorStatus operator(int index) {
        return status.operators().get(index);
    }

    private List<Column> columns() {
        return List.of(
                new Column("operator", false, 9, i -> cutName(operator(i).name())),
                new Column("kind", false, 2, i -> operator(i).kind()),
                new Column("tasks", true, 1, i -> Integer.toString(operator(i).parallelism())),
                new Column("in/s", true, 8, i -> Figures.rate(history.perSecond(i, OperatorStatus::recordsIn))),
                new Column("out/s", true, 4, i -> Figures.rate(history.perSecond(i, OperatorStatus::recordsOut))),
                new Column("in", true, 7, i -> Figures.count(operator(i).recordsIn())),
                new Column("out", true, 5, i -> Figures.count(operator(i).recordsOut())),
                new Column("state", true, 0, i -> Figures.count(operator(i).stateEntries())),
                new Column(
                        "watermark",
                        false,
                        6,
                        i -> Figures.watermark(operator(i).watermarkMillis())),
                new Column(
                        "waiting",
                        false,
                        3,
                        i -> operator(i).backpressured() == 0
                                ? "-"
                                : operator(i).backpressured() + " of "
                                        + operator(i).parallelism()));
    }

    private String cutName(String name) {
        int longest = Math.min(LONGEST_NAME, Math.max(8, look.columns() / 3));
        return name.length() <= longest ? name : name.substring(0, longest - 1) + (look.unicode() ? "…" : "~");
    }

    private List<String> table() {
        int rows = status.operators().size();
        if (rows == 0) {
            return List.of();
        }
        List<List<String>> columns = new ArrayList<>();
        List<Column> heads = new ArrayList<>(columns());
        List<Integer> widths = new ArrayList<>();
        for (Column column : heads) {
            List<String> cells = new ArrayList<>();
            int width = column.title().length();
            for (int i = 0; i < rows; i++) {
                String cell = column.cell().apply(i);
                cells.add(cell);
                width = Math.max(width, cell.length());
            }
            columns.add(cells);
            widths.add(width);
        }
        while (heads.size() > 1
                && widths.stream().mapToInt(Integer::intValue).sum() + GAP * (heads.size() - 1) > look.columns()) {
            int least = 0;
            for (int c = 1; c < heads.size(); c++) {
                least = heads.get(c).keep() < heads.get(least).keep() ? c : least;
            }
            heads.remove(least);
            columns.remove(least);
            widths.remove(least);
        }
        List<String> lines = new ArrayList<>();
        lines.add(line().add(Style.DIM, row(heads, widths, c -> heads.get(c).title()))
                .toString());
        for (int i = 0; i < rows; i++) {
            int index = i;
            Style style = operator(i).backpressured() > 0 ? Style.YELLOW : Style.PLAIN;
            lines.add(line().add(style, row(heads, widths, c -> columns.get(c).get(index)))
                    .toString());
        }
        return lines;
    }

    private static String row(List<Column> heads, List<Integer> widths, Function<Integer, String> cells) {
        StringBuilder row = new StringBuilder();
        for (int c = 0; c < heads.size(); c++) {
            String cell = cells.apply(c);
            String padding = " ".repeat(widths.get(c) - cell.length());
            row.append(c == 0 ? "" : " ".repeat(GAP)).append(heads.get(c).right() ? padding + cell : cell + padding);
        }
        return row.toString().stripTrailing();
    }
}
