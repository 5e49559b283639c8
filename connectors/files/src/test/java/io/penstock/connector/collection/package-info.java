@NullMarked
package io.penstock.connector.collection;

import org.jspecify.annotations.NullMarked;
