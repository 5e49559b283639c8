@NullMarked
package io.penstock.connector.kafka;

import org.jspecify.annotations.NullMarked;
