package io.penstock.engine.savepoint;

import java.util.List;

/** What a start of a job from a savepoint would do, before it is done. */
public record UpgradeReport(List<Line> lines) {
    public UpgradeReport {
        lines = List.copyOf(lines);
    }

    /** What was found about an operator. */
    public enum Finding {
        /** It goes on with what it knew. */
        RESTORES(true),
        /** The savepoint does not know it: it begins with nothing. */
        NEW(true),
        /** It is gone from the job, and that is allowed: what it knew is given up. */
        DROPPED(true),
        /** What it wrote is read in another form: fields added, dropped or widened. */
        CHANGED(true),
        /** It is gone from the job, or it cannot go on with what it knew. */
        REFUSED(false);

        private final boolean fits;

        Finding(boolean fits) {
            this.fits = fits;
        }
    }

    /**
     * One finding.
     *
     * @param operator the operator, or empty for the job as a whole
     * @param text what, and for a refusal why and what to do; may have several lines
     */
    public record Line(Finding finding, String operator, String text) {}

    /** True if the job can start. */
    public boolean fits() {
        return lines.stream().allMatch(line -> line.finding().fits);
    }
}
