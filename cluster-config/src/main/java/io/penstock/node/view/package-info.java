/**
 * How a running job is shown: a picture redrawn in place on a terminal, plain lines anywhere else.
 *
 * <p>Start with {@link io.penstock.node.view.JobView}, which polls the job. What it shows is made by two pure functions,
 * {@link io.penstock.node.view.LiveScreen} and {@link io.penstock.node.view.PlainLine}, from a {@link
 * io.penstock.node.view.History} of samples. Stands on {@code io.penstock.api} only.
 */
@NullMarked
package io.penstock.node.view;

import org.jspecify.annotations.NullMarked;
