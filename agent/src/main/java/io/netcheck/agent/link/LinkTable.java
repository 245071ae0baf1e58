// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.ProbeTarget;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import io.netcheck.protocol.ProbeKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The links that this agent has now, in the order of their keys. Peers come and go only by {@link
 * #update}: nothing that happens on a link removes it. Thread-safe.
 */
public final class LinkTable {
  private final LinkPlan plan;
  private final Duration downAfter;
  private volatile Contents contents = new Contents(PeerList.NONE, List.of());

  /** What the table holds at one moment; replaced as a whole. */
  private record Contents(PeerList peers, List<Link> links) {}

  public LinkTable(LinkPlan plan, Duration downAfter) {
    this.plan = plan;
    this.downAfter = downAfter;
  }

  /** Takes {@code peers} for the peers from now on. A link that was there before keeps its past. */
  public synchronized void update(PeerList peers) {
    Map<LinkKey, Link> before = new TreeMap<>();
    contents.links().forEach(link -> before.put(link.key(), link));
    Map<LinkKey, Link> after = new TreeMap<>();
    for (Peer peer : peers.peers()) {
      plan.links(peer)
          .forEach((key, targets) -> after.put(key, link(key, peer.zone(), targets, before)));
    }
    contents = new Contents(peers, List.copyOf(after.values()));
  }

  private Link link(
      LinkKey key, String zone, Map<ProbeKind, ProbeTarget> targets, Map<LinkKey, Link> before) {
    Link known = before.get(key);
    if (known == null) {
      return new Link(key, zone, targets, downAfter);
    }
    known.redirect(zone, targets);
    return known;
  }

  public PeerList peers() {
    return contents.peers();
  }

  public List<Link> links() {
    return contents.links();
  }

  public LinkPlan plan() {
    return plan;
  }
}
