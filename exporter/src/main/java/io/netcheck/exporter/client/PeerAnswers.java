// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.exporter.topology.Topology;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.PeerList;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which peers the answer to a heartbeat has, if any. Thread-safe. */
final class PeerAnswers {
  private final Topology topology;
  private final Duration freshness;

  /** The generation that each client was given last, by this exporter. */
  private final Map<ClientId, String> given = new ConcurrentHashMap<>();

  PeerAnswers(Topology topology, Duration freshness) {
    this.topology = topology;
    this.freshness = freshness;
  }

  /**
   * @param listening for how long agents were heard
   */
  HeartbeatAnswer to(Heartbeat heartbeat, Duration listening) {
    PeerList peers = topology.peersOf(heartbeat.client());
    if (peers.generation().equals(heartbeat.generation())) {
      return HeartbeatAnswer.confirmed(listening);
    }
    if (isToKeep(heartbeat, listening)) {
      return HeartbeatAnswer.NOTHING;
    }
    given.put(heartbeat.client(), peers.generation());
    return HeartbeatAnswer.peers(peers, listening);
  }

  /**
   * Whether an agent keeps the peers it has, for now: those it got before this exporter started.
   * Until every living agent had its chance to be heard, a shorter list here means nothing. Where
   * the knowledge of an earlier exporter was handed on, they had it then.
   */
  private boolean isToKeep(Heartbeat heartbeat, Duration listening) {
    boolean settled = listening.compareTo(freshness) > 0;
    return !settled
        && !heartbeat.generation().isEmpty()
        && !heartbeat.generation().equals(given.get(heartbeat.client()));
  }

  void forget(ClientId id) {
    given.remove(id);
  }
}
