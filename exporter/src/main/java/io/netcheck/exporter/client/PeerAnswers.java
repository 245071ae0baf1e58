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
import java.util.function.Supplier;

/** Chooses the peers in the answer to a heartbeat, if any. Thread-safe. */
final class PeerAnswers {
  private final Topology topology;
  private final Supplier<Duration> settling;

  /** The generation that each client was given last, by this exporter. */
  private final Map<ClientId, String> given = new ConcurrentHashMap<>();

  /**
   * @param settling within which every running agent is heard after the start
   */
  PeerAnswers(Topology topology, Supplier<Duration> settling) {
    this.topology = topology;
    this.settling = settling;
  }

  /**
   * @param listening how long agents were heard
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
   * Whether an agent keeps for now the peers that it got before this exporter started. Until every
   * running agent had time to send a heartbeat, a shorter list here means nothing. If an earlier
   * exporter handed its knowledge on, its time counts too.
   */
  private boolean isToKeep(Heartbeat heartbeat, Duration listening) {
    boolean settled = listening.compareTo(settling.get()) > 0;
    return !settled
        && !heartbeat.generation().isEmpty()
        && !heartbeat.generation().equals(given.get(heartbeat.client()));
  }

  void forget(ClientId id) {
    given.remove(id);
  }
}
