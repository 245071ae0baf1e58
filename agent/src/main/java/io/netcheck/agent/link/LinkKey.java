// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import java.util.Comparator;

/** Identifies one link of this agent by its peer, network and IP family. */
public record LinkKey(Network network, IpFamily family, ClientId peer)
    implements Comparable<LinkKey> {
  private static final Comparator<LinkKey> ORDER =
      Comparator.comparing(LinkKey::network)
          .thenComparing(LinkKey::family)
          .thenComparing(LinkKey::peer);

  @Override
  public int compareTo(LinkKey other) {
    return ORDER.compare(this, other);
  }
}
