// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/** One pod that heartbeats, as its {@link ClientTable} knows it. Guarded by that table. */
final class K8snetClient {
  final String podName;
  String nodeIp;
  String podIp;
  InetAddress node;
  InetAddress pod;

  /**
   * Counts this pod's heartbeats, over all its lives: what is older never replaces what is newer.
   */
  long version;

  /** Counts its lives: a new one begins with new addresses, and after a silence. */
  int life;

  long lifeBeganNanos;
  long heardNanos;
  Instant heardAt;
  Optional<Instant> timestamp;

  /** When results of it came last, 0 where there were none. */
  long resultsNanos;

  boolean reported;

  K8snetClient(NodeInfo info, InetAddress node, InetAddress pod, long nowNanos, Instant now) {
    this.podName = info.podName();
    this.nodeIp = info.nodeIp();
    this.podIp = info.podIp();
    this.node = node;
    this.pod = pod;
    this.heardNanos = nowNanos;
    this.heardAt = now;
    this.timestamp = info.timestamp();
    begin(nowNanos);
  }

  private void begin(long nowNanos) {
    life++;
    lifeBeganNanos = nowNanos;
    reported = false;
  }

  boolean hasAddresses(NodeInfo info) {
    return nodeIp.equals(info.nodeIp()) && podIp.equals(info.podIp());
  }

  /** Whether the client itself says that it sent {@code info} before what was last heard. */
  boolean isOvertaken(NodeInfo info) {
    return timestamp.isPresent()
        && info.timestamp().isPresent()
        && info.timestamp().get().isBefore(timestamp.get());
  }

  /** Takes a further heartbeat in. */
  void hear(NodeInfo info, long nowNanos, Instant now) {
    version++;
    heardNanos = Math.max(heardNanos, nowNanos);
    heardAt = now;
    // An overtaken one is a sign of life all the same, and must not open the door to its likes.
    if (info.timestamp().isPresent() && !isOvertaken(info)) {
      timestamp = info.timestamp();
    }
  }

  void revive(NodeInfo info, InetAddress newNode, InetAddress newPod, long nowNanos) {
    nodeIp = info.nodeIp();
    podIp = info.podIp();
    node = newNode;
    pod = newPod;
    timestamp = info.timestamp();
    begin(nowNanos);
  }

  boolean isHost() {
    return node.equals(pod);
  }

  /** Names this life. */
  String instance() {
    return life == 1 ? podName : podName + "+" + life;
  }
}
