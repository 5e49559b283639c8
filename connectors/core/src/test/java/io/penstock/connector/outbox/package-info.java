@NullMarked
package io.penstock.connector.outbox;

import org.jspecify.annotations.NullMarked;
