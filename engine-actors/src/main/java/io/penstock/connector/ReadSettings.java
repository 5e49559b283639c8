package io.penstock.connector;

/**
 * What a reader is told when it is opened.
 *
 * @param jobName the job
 * @param sourceName the name of the source operator
 */
public record ReadSettings(String jobName, String sourceName) {}
