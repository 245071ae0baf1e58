// SPDX-License-Identifier: Apache-2.0
/** The heartbeats to the exporter, whose answers contain the peers. */
@NullMarked
package io.netcheck.agent.heartbeat;

import org.jspecify.annotations.NullMarked;
