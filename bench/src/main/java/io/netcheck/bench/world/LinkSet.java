// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PlaneResults;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The links of one agent. A link to a peer that has another address now is still the same link. */
final class LinkSet {
  private record Key(Network network, IpFamily family, String peer) {}

  private final ClusterPlan plan;
  private final AgentKind kind;
  private final int node;
  private Map<Key, AgentLink> byKey = Map.of();
  private List<AgentLink> links = List.of();
  private List<ResultColumns> columns = List.of();

  LinkSet(ClusterPlan plan, AgentKind kind, int node) {
    this.plan = plan;
    this.kind = kind;
    this.node = node;
  }

  List<AgentLink> links() {
    return links;
  }

  void update(List<Peer> peers) {
    Map<Key, AgentLink> after = new HashMap<>();
    List<AgentLink> all = new ArrayList<>();
    List<ResultColumns> planes = new ArrayList<>();
    for (Network network : plan.networks(kind)) {
      for (IpFamily family : new TreeSet<>(plan.families())) {
        List<AgentLink> here = new ArrayList<>(peers.size());
        List<String> targets = new ArrayList<>(peers.size());
        for (Peer peer : peers) {
          for (InetAddress address : peer.endpoint().addresses(network)) {
            if (IpFamily.of(address) == family) {
              here.add(link(new Key(network, family, peer.id().node()), address, after));
              targets.add(peer.id().node());
            }
          }
        }
        if (!here.isEmpty()) {
          planes.add(new ResultColumns(network, family, here, targets));
          all.addAll(here);
        }
      }
    }
    byKey = after;
    links = List.copyOf(all);
    columns = planes;
  }

  private AgentLink link(Key key, InetAddress address, Map<Key, AgentLink> after) {
    AgentLink link = byKey.get(key);
    if (link == null) {
      link = new AgentLink(node, AddressPlan.node(address), key.network(), key.family());
    }
    link.redirect(key.network() == Network.POD ? AddressPlan.pod(address) : 0);
    after.put(key, link);
    return link;
  }

  List<PlaneResults> offer(long now) {
    return columns.stream().map(plane -> plane.offer(now)).toList();
  }

  void accept() {
    links.forEach(AgentLink::accept);
  }
}
