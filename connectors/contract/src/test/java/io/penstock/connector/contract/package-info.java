@NullMarked
package io.penstock.connector.contract;

import org.jspecify.annotations.NullMarked;
