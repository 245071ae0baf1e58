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
 * The current links of this agent, in the order of their keys. Only {@link #update} adds and
 * removes links; the state of a link never removes it. Thread-safe.
 */
public final class LinkTable {
  private final LinkPlan plan;
  private final Duration downAfter;
  private final AnsweredLinks answered;
  private volatile Contents contents = new Contents(PeerList.NONE, List.of());

  /** The state of the table; replaced as a whole. */
  private record Contents(PeerList peers, List<Link> links) {}

  /** A table that knows of no answers from before. */
  public LinkTable(LinkPlan plan, Duration downAfter) {
    this(plan, downAfter, new AnsweredLinks());
  }

  /**
   * @param answered what is known of links before their agents become peers, and after
   */
  public LinkTable(LinkPlan plan, Duration downAfter, AnsweredLinks answered) {
    this.plan = plan;
    this.downAfter = downAfter;
    this.answered = answered;
  }

  /** Replaces the peers. A link that existed before keeps its results. */
  public synchronized void update(PeerList peers) {
    Map<LinkKey, Link> before = new TreeMap<>();
    contents.links().forEach(link -> before.put(link.key(), link));
    Map<LinkKey, Link> after = new TreeMap<>();
    for (Peer peer : peers.peers()) {
      plan.links(peer)
          .forEach((key, targets) -> after.put(key, link(key, peer.zone(), targets, before)));
    }
    before.keySet().removeAll(after.keySet());
    before.values().forEach(answered::keep);
    contents = new Contents(peers, List.copyOf(after.values()));
  }

  private Link link(
      LinkKey key, String zone, Map<ProbeKind, ProbeTarget> targets, Map<LinkKey, Link> before) {
    Link known = before.get(key);
    if (known == null) {
      Link link = new Link(key, zone, targets, downAfter);
      answered.remind(link);
      return link;
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
