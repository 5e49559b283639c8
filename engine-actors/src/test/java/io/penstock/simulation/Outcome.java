package io.penstock.simulation;

import java.util.List;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param violations what was wrong; empty if nothing was
 * @param hash of the trace
 * @param unaligned those of the checkpoints that have records on their way
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
        Map<Faults.Fault, Integer> faults,
        String shape) {
    boolean isRight() {
        return violations.isEmpty();
    }
}
