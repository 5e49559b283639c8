package io.penstock.graph;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a job sets for itself; everything else comes from the configuration under {@code penstock}.
 *
 * @param parallelism tasks per operator that does not say otherwise
 * @param keyGroups unit of key ownership and of rescaling: the greatest parallelism a keyed operator can ever have; fixed
 *     with the first checkpoint of a job
 * @param checkpointInterval how often a checkpoint is taken
 */
public record JobSettings(OptionalInt parallelism, OptionalInt keyGroups, Optional<Duration> checkpointInterval) {
    public static final JobSettings DEFAULT =
            new JobSettings(OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
}
