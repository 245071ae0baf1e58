// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import io.netcheck.protocol.Peer;
import java.util.List;

/**
 * An agent that can be a peer, and where it is.
 *
 * @param domains the failure domains of its node inside its zone, such as its rack, the largest
 *     first; {@code ""} for one that is unknown
 */
record PeerMember(Peer peer, List<String> domains) {
  PeerMember {
    domains = List.copyOf(domains);
  }

  /** How many levels of domains are known, with that of the zones. */
  int levels() {
    return 1 + domains.size();
  }

  /** The domain on a level, from 0 for the zone; {@code ""} if it is unknown. */
  String domain(int level) {
    if (level == 0) {
      return peer.zone();
    }
    return level < levels() ? domains.get(level - 1) : "";
  }
}
