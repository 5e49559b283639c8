package io.penstock.benchmarks.compare;

import io.penstock.workloads.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Bars of the medians of {@link Case#figure} as SVG, a group for each case with a scale of its own. A thin line goes from the
 * least to the greatest of the rounds.
 */
final class Plot {
    private static final int WIDTH = 760;
    private static final int LEFT = 110;
    private static final int RIGHT = 140;
    private static final int BAR = 18;
    private static final int STEP = 24;
    private static final int TITLE = 34;

    private final StringBuilder body = new StringBuilder();
    private int y = 10;

    private Plot() {}

    static String of(List<Comparison> comparisons) {
        Plot plot = new Plot();
        comparisons.forEach(plot::group);
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" font-family="sans-serif" font-size="13">
                <rect width="%1$d" height="%2$d" fill="white"/>
                %3$s</svg>
                """, WIDTH, plot.y + 10, plot.body);
    }

    private void group(Comparison comparison) {
        ToDoubleFunction<Outcome> figure = comparison.what()::figure;
        y += TITLE;
        body.append(String.format(
                Locale.ROOT,
                "<text x=\"10\" y=\"%d\" font-weight=\"bold\">%s (%s)</text>%n",
                y - 10,
                comparison.what().label(),
                comparison.what().unit()));
        double scale = comparison.engines().stream()
                .mapToDouble(rounds -> rounds.greatest(figure))
                .max()
                .orElse(1);
        for (Rounds rounds : comparison.engines()) {
            bar(rounds, figure, (WIDTH - LEFT - RIGHT) / Math.max(scale, Double.MIN_NORMAL));
        }
    }

    private void bar(Rounds rounds, ToDoubleFunction<Outcome> figure, double pixels) {
        double median = rounds.median(figure);
        String colour = rounds.contender() == Contender.PENSTOCK ? "#1f6fb4" : "#b0b7bf";
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
                rounds.contender().engine(),
                LEFT,
                y,
                median * pixels,
                BAR,
                colour,
                LEFT + rounds.least(figure) * pixels,
                LEFT + rounds.greatest(figure) * pixels,
                y + BAR / 2,
                y + BAR / 2,
                LEFT + rounds.greatest(figure) * pixels + 8,
                y + BAR - 5,
                median));
        y += STEP;
    }
}
