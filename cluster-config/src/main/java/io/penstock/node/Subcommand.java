package io.penstock.node;

import java.util.concurrent.Callable;

/**
 * A command of the command line, annotated for picocli. Another module adds one by naming it in {@code
 * META-INF/services/io.penstock.node.Subcommand}; it gives the code the process ends with.
 */
public interface Subcommand extends Callable<Integer> {}
