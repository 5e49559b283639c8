package io.penstock.benchmarks.compare;

import io.penstock.workloads.Outcome;
import java.util.List;

/** A curve with what was measured at its points; at least one, in growing order. */
record MeasuredCurve(Curve curve, String heap, List<At> points) {
    MeasuredCurve {
        points = List.copyOf(points);
    }

    /** What was measured at a point. */
    record At(Curve.Point point, Rounds rounds) {
        double cpuSecondsPerMillion() {
            return rounds.median(Outcome::cpuSecondsPerMillion);
        }
    }

    /** CPU per record, in that of the first point. */
    double relative(int index) {
        return points.get(index).cpuSecondsPerMillion() / points.get(0).cpuSecondsPerMillion();
    }

    /** What grows, in that of the first point. */
    double relativeX(int index) {
        return (double) points.get(index).point().x() / points.get(0).point().x();
    }

    /**
     * How steeply CPU per record grew since the point before: it is as x to this power. 0 = it does not grow, 1 = as x
     * does, more than 1 = more than linearly. Not for the first point.
     */
    double growth(int index) {
        return Math.log(relative(index) / relative(index - 1)) / Math.log(relativeX(index) / relativeX(index - 1));
    }

    boolean right() {
        return points.stream().allMatch(at -> at.rounds().right());
    }
}
