/**
 * How the command line talks to a job that runs in another process: a Unix domain socket in the directory of the run,
 * for its owner only, with one line of JSON each way. No port is opened.
 *
 * <p>Start with {@link io.penstock.node.control.ControlServer} and {@link io.penstock.node.control.ControlClient}; {@link
 * io.penstock.node.control.JobControl} is what can be asked.
 */
@NullMarked
package io.penstock.node.control;

import org.jspecify.annotations.NullMarked;
