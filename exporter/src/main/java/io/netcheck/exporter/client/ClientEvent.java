// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import java.net.InetAddress;

/** Something that changed for one client. {@link ClientListener} defines the order of events. */
sealed interface ClientEvent {
  /** A client is new here. */
  record Joined(Heartbeat first, InetAddress from) implements ClientEvent {}

  /** {@code count} heartbeats before {@code next} did not come. */
  record HeartbeatsMissed(Heartbeat next, long count) implements ClientEvent {}

  /**
   * A heartbeat came that is neither repeated nor overtaken by a later one.
   *
   * @param holder whether its sender holds the identity, so that its results count
   * @param probing whether the rounds of the client go on
   */
  record Heard(Heartbeat heartbeat, boolean holder, boolean probing) implements ClientEvent {}

  /** The sender of {@code heartbeat} got the identity from instance {@code before}. */
  record HolderChanged(String before, Heartbeat heartbeat, InetAddress from)
      implements ClientEvent {}

  /** The sender of {@code heartbeat} goes on, though {@code holder} has the identity. */
  record Duplicated(String holder, Heartbeat heartbeat, InetAddress from) implements ClientEvent {}

  /** The cluster source knows the node of the client, for the first time. */
  record NodeSeen(ClientId id) implements ClientEvent {}

  /**
   * @param excuse why its silence is expected; {@code ""} if it is not
   */
  record StateChanged(ClientId id, ClientState state, String excuse) implements ClientEvent {}

  /** Its rounds of probing stopped, or go on again. */
  record ProbingChanged(ClientId id, boolean probing) implements ClientEvent {}

  /** The client can be a peer, at the place that {@code last} and the cluster name. */
  record Reachable(Heartbeat last) implements ClientEvent {}

  /** Other agents must not probe the client any more. */
  record Dismissed(ClientId id) implements ClientEvent {}

  /**
   * The client is no longer known. No event of this client follows before it joins again.
   *
   * @param sequence of the last heartbeat of {@code instance}
   * @param elsewhere whether another exporter has forgotten it, so that the others know
   */
  record Forgotten(ClientId id, String instance, long sequence, boolean elsewhere)
      implements ClientEvent {}
}
