// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.List;

/**
 * The peers of one agent.
 *
 * @param generation identifies this list: equal generations mean equal peers, from any exporter. An
 *     agent without a list has generation {@code ""}.
 */
public record PeerList(String generation, List<Peer> peers) {
  public static final PeerList NONE = new PeerList("", List.of());

  public PeerList {
    peers = List.copyOf(peers);
  }
}
