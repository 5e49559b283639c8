package io.penstock.engine.job;

import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import java.util.List;
import java.util.Optional;

/** What a region is asked and what it tells the job's supervisor. */
interface RegionProtocol {
    sealed interface Command {}

    /** All is committed: let the sinks remove what they kept for recovery, then say {@link Cleaned}. */
    record Clean() implements Command {}

    /** What only the region sends to itself. */
    non-sealed interface Internal extends Command {}

    sealed interface Report {}

    /** Every task is restored and runs. */
    record Running(long generation, List<TaskEntry> tasks) implements Report {}

    /** A task failed, or could not be made. The region stops. */
    record Failed(long generation, Optional<String> operator, Throwable cause) implements Report {}

    record Cleaned(long generation) implements Report {}
}
