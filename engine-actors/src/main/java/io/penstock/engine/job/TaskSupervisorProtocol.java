package io.penstock.engine.job;

import java.util.List;

/** What the supervisor of a job's tasks is asked, and what it tells the job's supervisor. */
interface TaskSupervisorProtocol {
    sealed interface Command {}

    /** All is committed: let the sinks remove what they kept for recovery, then say {@link Cleaned}. */
    record Clean() implements Command {}

    /** A checkpoint was completed since the last restart, if there was one. */
    record Progressed() implements Command {}

    /** What only the supervisor sends to itself. */
    non-sealed interface Internal extends Command {}

    /** The {@code attempt} of each is the generation in which all tasks of the job were started. */
    sealed interface Report {}

    /** Every task is restored and runs. */
    record Running(long attempt) implements Report {}

    /** Tasks failed and are being started again, in another generation; the others run on. */
    record Restarting(long attempt, Failure failure, List<String> tasks) implements Report {}

    /** Every task runs again. */
    record Restarted(long attempt, long generation, long checkpointId) implements Report {}

    /** Tasks failed, or could not be made, and it takes a restart of all. The supervisor stops. */
    record Failed(long attempt, Failure failure) implements Report {}

    record Cleaned(long attempt) implements Report {}
}
