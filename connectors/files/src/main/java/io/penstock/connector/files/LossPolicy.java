package io.penstock.connector.files;

/** What happens when lines are known to be lost: a file was cut or removed before they were read. */
public enum LossPolicy {
    /** The source fails, with the file and the bytes that are lost. */
    FAIL,
    /** The loss is logged, with the file and the bytes, and the source goes on. */
    REPORT
}
