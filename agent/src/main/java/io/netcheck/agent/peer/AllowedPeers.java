// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.peer;

import io.netcheck.protocol.AllowedRanges;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes from lists of peers the addresses that this agent may not probe. The exporter has the
 * same check. The agent checks again, because an attacker who controls the exporter could otherwise
 * make all agents send packets to any host. Not thread-safe, except {@link #refused} and {@link
 * #of(Peer)}.
 */
public final class AllowedPeers {
  private static final Logger LOG = LoggerFactory.getLogger(AllowedPeers.class);

  private final AllowedRanges ranges;
  private volatile int refused;
  private String said = "";

  public AllowedPeers(AllowedRanges ranges) {
    this.ranges = ranges;
  }

  /**
   * The list without the addresses that may not be probed, and without the peers that then have no
   * address. It keeps its generation, because requesting the list again would not change it.
   */
  public PeerList of(PeerList given) {
    List<Peer> kept = new ArrayList<>(given.peers().size());
    List<InetAddress> outside = new ArrayList<>();
    int touched = 0;
    for (Peer peer : given.peers()) {
      int before = outside.size();
      inside(peer, outside).ifPresent(kept::add);
      touched += outside.size() > before ? 1 : 0;
    }
    refused = touched;
    tell(touched, outside);
    return new PeerList(given.generation(), kept);
  }

  /** {@code peer} without the addresses that may not be probed; empty if none is left. */
  public Optional<Peer> of(Peer peer) {
    return inside(peer, new ArrayList<>());
  }

  /** As {@link #of(Peer)}; adds the other addresses to {@code outside}. */
  private Optional<Peer> inside(Peer peer, List<InetAddress> outside) {
    int before = outside.size();
    Endpoint endpoint = peer.endpoint();
    List<InetAddress> pod = inside(endpoint.podAddresses(), outside);
    List<InetAddress> node = inside(endpoint.nodeAddresses(), outside);
    if (outside.size() == before) {
      return Optional.of(peer);
    }
    return pod.isEmpty() && node.isEmpty()
        ? Optional.empty()
        : Optional.of(new Peer(peer.id(), peer.zone(), new Endpoint(pod, node, endpoint.port())));
  }

  private List<InetAddress> inside(List<InetAddress> addresses, List<InetAddress> outside) {
    List<InetAddress> inside = new ArrayList<>(addresses.size());
    for (InetAddress address : addresses) {
      (ranges.refusal(address).isEmpty() ? inside : outside).add(address);
    }
    return inside;
  }

  private void tell(int count, List<InetAddress> outside) {
    Optional<InetAddress> first = outside.stream().findFirst();
    String saying = first.map(address -> count + " " + address.getHostAddress()).orElse("");
    if (saying.equals(said)) {
      return;
    }
    said = saying;
    first.ifPresentOrElse(
        address ->
            LOG.warn(
                "peers not probed count={} address={} because=\"{}\" setting=NETCHECK_ALLOWED_CIDRS",
                count,
                address.getHostAddress(),
                ranges.refusal(address).orElse("")),
        () -> LOG.info("peers probed again count=all"));
  }

  /** How many peers of the current list have an address that is not probed. */
  public int refused() {
    return refused;
  }
}
