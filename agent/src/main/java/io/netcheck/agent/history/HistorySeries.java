// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.history;

import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import java.util.Comparator;
import java.util.Optional;

/**
 * What a part of the history is about.
 *
 * @param peer the node of the peer
 * @param probe empty for the link itself
 */
public record HistorySeries(
    String peer, Network network, IpFamily family, Optional<ProbeKind> probe)
    implements Comparable<HistorySeries> {
  private static final Comparator<HistorySeries> ORDER =
      Comparator.comparing(HistorySeries::peer)
          .thenComparing(HistorySeries::network)
          .thenComparing(HistorySeries::family)
          .thenComparingInt(series -> series.probe.map(ProbeKind::ordinal).orElse(-1));

  /** One kind of probe of the link. */
  public HistorySeries of(ProbeKind kind) {
    return new HistorySeries(peer, network, family, Optional.of(kind));
  }

  @Override
  public int compareTo(HistorySeries other) {
    return ORDER.compare(this, other);
  }

  /** The link of the probe. */
  HistorySeries link() {
    return new HistorySeries(peer, network, family, Optional.empty());
  }
}
