package io.penstock.connector.s3;

/** In which order objects are begun. Several are read at a time, so records of different objects mix all the same. */
public enum ObjectOrder {
    /** By key, pattern by pattern. */
    KEY,
    /** The one that was modified first comes first. */
    MODIFIED
}
