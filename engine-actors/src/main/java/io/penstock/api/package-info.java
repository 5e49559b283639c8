/** What a developer of jobs writes against. */
@NullMarked
package io.penstock.api;

import org.jspecify.annotations.NullMarked;
