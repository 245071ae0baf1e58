// SPDX-License-Identifier: Apache-2.0
/** Telling the exporter, and hearing from it who the peers are. */
@NullMarked
package io.netcheck.agent.heartbeat;

import org.jspecify.annotations.NullMarked;
