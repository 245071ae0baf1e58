// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.AgentIdentity;
import io.netcheck.agent.probe.ProbeTarget;
import io.netcheck.daemon.AddressKey;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import io.netcheck.protocol.ProbeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves out of a list the peers that this agent cannot carry: it has a budget of probes a second,
 * in all and for one address, and a share of its heap. Otherwise an attacker who controls the
 * exporter could end all agents with one list, or let them flood a host. Not thread-safe, except
 * {@link #leftOut}.
 */
public final class CarriedPeers {
  private static final Logger LOG = LoggerFactory.getLogger(CarriedPeers.class);

  /** The probes of 625 peers with all kinds in both IP families take half a core. */
  static final int PROBES_PER_SECOND = 5_000;

  /** A few agents can claim one address, by mistake or one after the other; each is probed. */
  static final int LINKS_TO_ONE_ADDRESS = 4;

  /**
   * A link, and its part of pages of metrics and heartbeats while these are written. With half as
   * many, an agent with the default heap ran out of memory while it was scraped.
   */
  static final int LINK_BYTES = 32 * 1_024;

  /** A half is for everything else. */
  private static final int HEAP_SHARE = 2;

  private final LinkPlan plan;
  private final ClientId own;
  private final long mostProbes;
  private final long mostLinks;
  private volatile int leftOut;

  /**
   * @param own decides which peers are left out, so that not all agents leave out the same ones
   * @param interval in which each probe is sent once
   * @param heapBytes the largest size of the heap
   */
  public CarriedPeers(LinkPlan plan, ClientId own, Duration interval, long heapBytes) {
    this.plan = plan;
    this.own = own;
    this.mostProbes = PROBES_PER_SECOND * interval.toMillis() / 1_000;
    this.mostLinks = heapBytes / HEAP_SHARE / LINK_BYTES;
  }

  /** The list without the peers that are left out. It keeps its generation. */
  public PeerList of(PeerList given) {
    List<Peer> carried = carried(given.peers());
    if (carried.size() < given.peers().size()) {
      // Otherwise all agents would leave out the same peers, those at the end.
      carried = carried(inOwnOrder(given.peers()));
    }
    tell(given.peers().size() - carried.size(), carried.size());
    return new PeerList(given.generation(), carried);
  }

  private List<Peer> carried(List<Peer> peers) {
    List<Peer> carried = new ArrayList<>();
    Map<AddressKey, Integer> linksTo = new HashMap<>();
    long probes = 0;
    long links = 0;
    for (Peer peer : peers) {
      Map<LinkKey, Map<ProbeKind, ProbeTarget>> more = plan.links(peer);
      long moreProbes = more.values().stream().mapToLong(Map::size).sum();
      if (probes + moreProbes <= mostProbes
          && links + more.size() <= mostLinks
          && haveRoom(more, linksTo)) {
        carried.add(peer);
        probes += moreProbes;
        links += more.size();
        addresses(more).forEach(address -> linksTo.merge(address, 1, Integer::sum));
      }
    }
    return carried;
  }

  private static boolean haveRoom(
      Map<LinkKey, Map<ProbeKind, ProbeTarget>> links, Map<AddressKey, Integer> linksTo) {
    return addresses(links).stream()
        .allMatch(address -> linksTo.getOrDefault(address, 0) < LINKS_TO_ONE_ADDRESS);
  }

  private static List<AddressKey> addresses(Map<LinkKey, Map<ProbeKind, ProbeTarget>> links) {
    return links.values().stream()
        .flatMap(targets -> targets.values().stream().limit(1))
        .map(target -> AddressKey.of(target.address()))
        .toList();
  }

  /** The same order for the same peers, and another one for each agent. */
  private List<Peer> inOwnOrder(List<Peer> peers) {
    long mine = AgentIdentity.of(own).code();
    return peers.stream()
        .sorted(
            Comparator.comparingLong(
                peer -> (AgentIdentity.of(peer.id()).code() ^ mine) * 0x9E3779B97F4A7C15L))
        .toList();
  }

  private void tell(int out, int carried) {
    if (out == leftOut) {
      return;
    }
    leftOut = out;
    if (out > 0) {
      LOG.warn(
          "peers left out, this agent cannot carry more count={} carried={} most_links={}"
              + " most_probes={}",
          out,
          carried,
          mostLinks,
          mostProbes);
    } else {
      LOG.info("peers carried again count=all");
    }
  }

  /** How many peers of the current list are left out. */
  public int leftOut() {
    return leftOut;
  }
}
