package io.penstock.benchmarks.compare;

import io.penstock.workloads.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Bars of medians as SVG, in groups with a scale each. A thin line goes from the least to the greatest of the rounds. */
final class Plot {
    private static final int WIDTH = 760;
    private static final int LEFT = 150;
    private static final int RIGHT = 140;
    private static final int BAR = 18;
    private static final int STEP = 24;
    private static final int TITLE = 34;

    private final StringBuilder body = new StringBuilder();
    private int y = 10;

    private Plot() {}

    /** One bar. */
    record Bar(String label, double median, double least, double greatest, boolean ours) {
        static Bar of(String label, Rounds rounds, ToDoubleFunction<Outcome> figure, boolean ours) {
            return new Bar(label, rounds.median(figure), rounds.least(figure), rounds.greatest(figure), ours);
        }
    }

    /** Bars on one scale. */
    record Group(String title, List<Bar> bars) {
        Group {
            bars = List.copyOf(bars);
        }

        static Group of(Comparison comparison) {
            Case what = comparison.what();
            return new Group(
                    what.label() + " (" + what.unit() + ")",
                    comparison.engines().stream()
                            .map(rounds -> Bar.of(
                                    comparison.label(rounds),
                                    rounds,
                                    what::figure,
                                    rounds.contender() == Contender.PENSTOCK))
                            .toList());
        }
    }

    static String of(List<Group> groups) {
        Plot plot = new Plot();
        groups.forEach(plot::group);
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" font-family="sans-serif" font-size="13">
                <rect width="%1$d" height="%2$d" fill="white"/>
                %3$s</svg>
                """, WIDTH, plot.y + 10, plot.body);
    }

    private void group(Group group) {
        y += TITLE;
        body.append(String.format(
                Locale.ROOT, "<text x=\"10\" y=\"%d\" font-weight=\"bold\">%s</text>%n", y - 10, group.title()));
        double scale = group.bars().stream().mapToDouble(Bar::greatest).max().orElse(1);
        for (Bar bar : group.bars()) {
            draw(bar, (WIDTH - LEFT - RIGHT) / Math.max(scale, Double.MIN_NORMAL));
        }
    }

    private void draw(Bar bar, double pixels) {
        body.append(String.format(
                Locale.ROOT,
                """
                <text x="%d" y="%d" text-anchor="end">%s</text>
                <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>
                <line x1="%.1f" x2="%.1f" y1="%d" y2="%d" stroke="black"/>
                <text x="%.1f" y="%d">%.2f</text>
                """,
                LEFT - 8,
                y + BAR - 5,
                bar.label(),
                LEFT,
                y,
                bar.median() * pixels,
                BAR,
                bar.ours() ? "#1f6fb4" : "#b0b7bf",
                LEFT + bar.least() * pixels,
                LEFT + bar.greatest() * pixels,
                y + BAR / 2,
                y + BAR / 2,
                LEFT + bar.greatest() * pixels + 8,
                y + BAR - 5,
                bar.median()));
        y += STEP;
    }
}
