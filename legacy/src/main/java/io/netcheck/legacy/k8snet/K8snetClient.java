// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/** One pod that sends heartbeats. Guarded by its {@link ClientTable}. */
final class K8snetClient {
  final String namespace;
  final String podName;
  String nodeIp;
  String podIp;
  InetAddress node;
  InetAddress pod;

  /**
   * Counts the heartbeats of this pod over all incarnations, so that an older one never replaces a
   * newer one.
   */
  long version;

  /** Counts its incarnations. A new one begins with new addresses, and after a silence. */
  int life;

  long lifeBeganNanos;
  long heardNanos;
  Instant heardAt;
  Optional<Instant> timestamp;

  /** When it last sent results; 0 if it never did. */
  long resultsNanos;

  boolean reported;

  /** Whether another exporter heard its last heartbeat. */
  boolean elsewhere;

  /** Whether it is known to be silent since. */
  boolean silent;

  K8snetClient(NodeInfo info, InetAddress node, InetAddress pod, long nowNanos, Instant now) {
    this.namespace = info.namespace();
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

  /** Whether {@code info} was sent before the last heartbeat, by the clock of the client. */
  boolean isOvertaken(NodeInfo info) {
    return timestamp.isPresent()
        && info.timestamp().isPresent()
        && info.timestamp().get().isBefore(timestamp.get());
  }

  /** Adds a further heartbeat. */
  void hear(NodeInfo info, long nowNanos, Instant now) {
    version++;
    elsewhere = false;
    silent = false;
    heardNanos = Math.max(heardNanos, nowNanos);
    heardAt = now;
    // An overtaken heartbeat is still a sign of life. It must not turn back the time of the last
    // one, or further overtaken heartbeats would count.
    if (info.timestamp().isPresent() && !isOvertaken(info)) {
      timestamp = info.timestamp();
    }
  }

  /** The last heartbeat came then, unless it came later. */
  void heardAgain(long atNanos, Instant at, boolean byOther) {
    if (atNanos > heardNanos) {
      heardNanos = atNanos;
      heardAt = at;
      elsewhere = byOther;
      silent = false;
    }
  }

  /** Whether both say the same, apart from what changes with every heartbeat. */
  boolean says(K8snetClient other) {
    return nodeIp.equals(other.nodeIp) && podIp.equals(other.podIp) && life == other.life;
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

  /** The name of this incarnation. */
  String instance() {
    return life == 1 ? podName : podName + "+" + life;
  }
}
