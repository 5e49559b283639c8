/**
 * Event time as a developer of jobs sees it: watermark strategies and windows.
 */
@NullMarked
package io.penstock.time;

import org.jspecify.annotations.NullMarked;
