/** What all sources pass: {@link io.penstock.connector.SourceContract}, and the fakes of the engine's side of the ports. */
@NullMarked
package io.penstock.connector;

import org.jspecify.annotations.NullMarked;
