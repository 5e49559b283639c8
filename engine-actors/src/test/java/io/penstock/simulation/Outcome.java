package io.penstock.simulation;

import java.util.List;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param violations what was wrong; empty if nothing was
 * @param hash of the trace
 * @param unaligned those of the checkpoints that have records on their way
 * @param savepoints those from which the job was started again
 * @param emptied those of them of a job with a source that cannot be rewound
 * @param drains 1 if the job came to its end by being drained
 * @param lines the last lines of the trace, if they were kept
 */
record Outcome(
        long seed,
        List<String> violations,
        long hash,
        List<String> lines,
        long steps,
        int records,
        int processes,
        long generations,
        int checkpoints,
        int unaligned,
        int savepoints,
        int emptied,
        int drains,
        Map<Faults.Fault, Integer> faults,
        String shape) {
    boolean isRight() {
        return violations.isEmpty();
    }
}
