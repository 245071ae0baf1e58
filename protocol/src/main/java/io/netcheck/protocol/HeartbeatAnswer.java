// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Optional;

/**
 * What the exporter answers to a heartbeat.
 *
 * @param superseded another agent, started later, holds this identity; this one's results are not
 *     counted
 * @param peers the agent's peers, present only where they differ from those it holds
 */
public record HeartbeatAnswer(boolean superseded, Optional<PeerList> peers) {}
