// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.PacketCounts;
import io.netcheck.protocol.ProbeKind;

/**
 * What became of the datagrams of one link: since the start, and since the last heartbeat that each
 * exporter accepted. Not thread-safe; the link guards it.
 */
final class PacketTotals {
  private PacketCounts total = PacketCounts.NONE;
  private final PerExporter<PacketWindow> windows =
      new PerExporter<>(new PacketWindow(), PacketWindow::new);

  private static final class PacketWindow {
    private PacketCounts accepted = PacketCounts.NONE;
    private PacketCounts offered = PacketCounts.NONE;

    PacketWindow() {}

    PacketWindow(PacketWindow other) {
      accepted = other.accepted;
    }
  }

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

  /** The counts since the last heartbeat that this exporter accepted. */
  PacketCounts offer(int exporter) {
    PacketWindow window = windows.of(exporter);
    window.offered = total;
    return total.minus(window.accepted);
  }

  /** This exporter accepted the heartbeat with the last {@link #offer}. */
  void accept(int exporter) {
    PacketWindow window = windows.of(exporter);
    window.accepted = window.offered;
  }

  /** The window of {@code exporter} is now that of {@code other}. */
  void follow(int exporter, int other) {
    windows.follow(exporter, other);
  }
}
