@NullMarked
package io.penstock.connector.files;

import org.jspecify.annotations.NullMarked;
