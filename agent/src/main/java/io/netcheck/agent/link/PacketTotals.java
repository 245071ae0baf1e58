// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.PacketCounts;
import io.netcheck.protocol.ProbeKind;

/**
 * What became of the datagrams of one link: since the start, and since the last accepted heartbeat.
 * Not thread-safe; the link guards it.
 */
final class PacketTotals {
  private PacketCounts total = PacketCounts.NONE;
  private PacketCounts accepted = PacketCounts.NONE;
  private PacketCounts offered = PacketCounts.NONE;

  /** What an outcome of a kind of probe tells. */
  static PacketCounts of(ProbeKind kind, Outcome outcome) {
    return switch (kind) {
      case UDP -> outcome.packets();
      // These are lost for their size.
      case MTU -> outcome.packets().onlyDamaged();
      case ICMP, TCP -> PacketCounts.NONE;
    };
  }

  void add(ProbeKind kind, Outcome outcome) {
    total = total.plus(of(kind, outcome));
  }

  /** The counts since the last accepted heartbeat. */
  PacketCounts offer() {
    offered = total;
    return total.minus(accepted);
  }

  /** The heartbeat with the last {@link #offer} was accepted. */
  void accept() {
    accepted = offered;
  }
}
