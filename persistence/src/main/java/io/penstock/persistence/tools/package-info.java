/**
 * Reading a journal from outside: also while its owner runs, without a lock, changing nothing. Each tool is a {@link
 * io.penstock.persistence.tools.JournalTool}; a command line fills in the arguments and calls {@link
 * io.penstock.persistence.tools.JournalTool#execute}.
 */
@NullMarked
package io.penstock.persistence.tools;

import org.jspecify.annotations.NullMarked;
