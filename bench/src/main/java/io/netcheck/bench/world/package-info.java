// SPDX-License-Identifier: Apache-2.0
/**
 * A cluster on a simulated clock: packets, agents and heartbeats as they are, without sockets or
 * threads. It knows nothing of the engine that reads the heartbeats.
 */
@NullMarked
package io.netcheck.bench.world;

import org.jspecify.annotations.NullMarked;
