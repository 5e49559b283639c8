@NullMarked
package io.penstock.connector.s3;

import org.jspecify.annotations.NullMarked;
