@NullMarked
package io.penstock.servers;

import org.jspecify.annotations.NullMarked;
