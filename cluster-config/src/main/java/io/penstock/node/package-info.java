/**
 * A stand-alone node: the process that {@code penstock run} starts. It makes an actor system of its own with the
 * Chronicle journal in a directory, which an application that embeds Penstock never does.
 *
 * <p>Start with {@link io.penstock.node.Main} (the command line) or {@link io.penstock.node.JobRun} (what a command does
 * with a job); {@link io.penstock.node.Node} is the actor system and {@link io.penstock.node.RunDirectory} what is on
 * disk. {@link io.penstock.node.Subcommand} is how another module adds a command. Stands on everything.
 */
@NullMarked
package io.penstock.node;

import org.jspecify.annotations.NullMarked;
