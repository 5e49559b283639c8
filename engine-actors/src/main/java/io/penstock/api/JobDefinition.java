package io.penstock.api;

/**
 * Defines a job. Always builds the same graph from the same arguments: a restarted process, another node and every tool
 * that reads a journal build the graph by calling it. Needs a public constructor without parameters where it is named
 * on a command line.
 */
@FunctionalInterface
public interface JobDefinition {
    Job define(JobArguments arguments) throws Exception;
}
