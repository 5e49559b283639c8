/**
 * What every connector must do, as JUnit 5 tests that the author of one extends.
 *
 * <p>Start with {@link io.penstock.connector.contract.SourceContract} and {@link
 * io.penstock.connector.contract.SinkContract}. What only some connectors have is an interface with tests, to be added to
 * the class: {@link io.penstock.connector.contract.BadRecordContract}, {@link
 * io.penstock.connector.contract.ChangedSplitContract}, {@link io.penstock.connector.contract.FailingTargetContract},
 * {@link io.penstock.connector.contract.HangingTargetContract}. Depends on the ports of the engine and on its codecs.
 */
@NullMarked
package io.penstock.connector.contract;

import org.jspecify.annotations.NullMarked;
