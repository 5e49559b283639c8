@NullMarked
package io.penstock.connector.streams;

import org.jspecify.annotations.NullMarked;
