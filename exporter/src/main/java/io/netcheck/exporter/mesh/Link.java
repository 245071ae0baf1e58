// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One directed link, as its source last reported it.
 *
 * @param rttMicros the mean of its best probe; 0 if no probe is answered
 * @param failing the probes that are not answered
 * @param pathMtuBytes the largest packet that passes, if it is known and less than the route of the
 *     source promises; else 0
 * @param neverUp for how long the source has probed it, if it tells that it was never up
 */
public record Link(
    Key key,
    String sourceZone,
    String targetZone,
    LinkState state,
    int rttMicros,
    List<FailingProbe> failing,
    int pathMtuBytes,
    Optional<Duration> neverUp) {
  public Link {
    failing = List.copyOf(failing);
  }

  /** The identity of a link. Comparable, because senders choose the names and so the hashes. */
  public record Key(String source, String target, Network network, IpFamily family)
      implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::source)
            .thenComparing(Key::target)
            .thenComparing(Key::network)
            .thenComparing(Key::family);

    /** The link in the other direction. */
    @SuppressWarnings("ArgumentSelectionDefectChecker") // swapped on purpose
    public Key reversed() {
      return new Key(target, source, network, family);
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * A probe that is not answered.
   *
   * @param reason of its last failure, if the last window had one
   */
  public record FailingProbe(ProbeKind probe, Optional<FailureReason> reason) {}
}
