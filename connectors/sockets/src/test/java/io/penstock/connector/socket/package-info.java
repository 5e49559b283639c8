@NullMarked
package io.penstock.connector.socket;

import org.jspecify.annotations.NullMarked;
