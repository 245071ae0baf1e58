// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts the observers that an agent's own port refuses on links that are up: then the host is
 * alive and the agent is not. In network {@code node} the probe goes to the port of another
 * program, which says nothing about the agent.
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
final class AgentPortTally {
  private final @Nullable ProbeColumn udp;
  private final @Nullable ProbeColumn tcp;

  AgentPortTally(PlaneResults plane) {
    boolean asks = plane.network() != Network.NODE;
    udp = asks ? plane.probes().get(ProbeKind.UDP) : null;
    tcp = asks ? plane.probes().get(ProbeKind.TCP) : null;
  }

  void count(int row, MeshNode target, AgentKind kind) {
    int udpUp = udp == null ? LinkState.UNKNOWN.code() : udp.up()[row];
    int tcpUp = tcp == null ? LinkState.UNKNOWN.code() : tcp.up()[row];
    if (udpUp == LinkState.UNKNOWN.code() && tcpUp == LinkState.UNKNOWN.code()) {
      return;
    }
    target.asked[kind.ordinal()]++;
    // Not every host refuses UDP to a closed port, so one refusal is enough if no probe is
    // answered.
    if (udpUp != LinkState.UP.code()
        && tcpUp != LinkState.UP.code()
        && (isRefused(tcp, row) || isRefused(udp, row))) {
      target.refused[kind.ordinal()]++;
    }
  }

  private static boolean isRefused(@Nullable ProbeColumn column, int row) {
    return column != null
        && column.up()[row] == LinkState.DOWN.code()
        && column.reasons().getOrDefault(FailureReason.REFUSED, List.of()).contains(row);
  }
}
