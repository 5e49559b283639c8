/**
 * Real servers for tests, each a process of its own with its own data folder and ports on loopback: started, killed,
 * frozen, restarted on the same data.
 *
 * <p>Start with {@link io.penstock.servers.TestServer}; {@link io.penstock.servers.KafkaBroker} is the model of a
 * server. Nothing here is part of the product.
 */
@NullMarked
package io.penstock.servers;

import org.jspecify.annotations.NullMarked;
