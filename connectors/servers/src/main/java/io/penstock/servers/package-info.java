/**
 * Real servers for tests, each a process of its own with its own data folder and ports on loopback: started, killed,
 * frozen, restarted on the same data.
 *
 * <p>Start with {@link io.penstock.servers.TestServer}; {@link io.penstock.servers.KafkaBroker} is the model of a
 * server. {@link io.penstock.servers.JobProcess} and {@link io.penstock.servers.Outcome} are what crash tests share: the
 * process that is killed, and what was counted. Nothing here is part of the product.
 */
@NullMarked
package io.penstock.servers;

import org.jspecify.annotations.NullMarked;
