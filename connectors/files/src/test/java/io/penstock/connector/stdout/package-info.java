@NullMarked
package io.penstock.connector.stdout;

import org.jspecify.annotations.NullMarked;
