package io.penstock.node;

/** What the process ends with. */
public enum ExitCode {
    /** All went well: the job finished, or was stopped on request. */
    OK(0),
    /** The job is suspended, does not run or does not fit; or two things that were compared differ. */
    JOB(1),
    /** The command line, the configuration or the job's definition is wrong; nothing was run. */
    USAGE(2),
    /** The journal, or a savepoint, is damaged. */
    DAMAGED_JOURNAL(3),
    /** Another process uses the directory. */
    IN_USE(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
