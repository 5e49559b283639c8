@NullMarked
package io.penstock.connector.generator;

import org.jspecify.annotations.NullMarked;
