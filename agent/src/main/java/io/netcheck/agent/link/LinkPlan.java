// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.AgentIdentity;
import io.netcheck.agent.probe.ProbeTarget;
import io.netcheck.agent.probe.Prober;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.ProbeKind;
import java.net.InetAddress;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which links an agent has to a peer, and which probes each link has.
 *
 * @param kind of this agent; it decides the networks
 * @param families in which this agent has an address
 * @param probers those that are configured
 * @param testPort the TCP port that a pod agent probes on a node address, where no agent listens
 * @param encrypted whether the agents serve HTTP with TLS, so that a TCP probe cannot ask who
 *     answers
 */
public record LinkPlan(
    AgentKind kind,
    Set<IpFamily> families,
    Map<ProbeKind, Prober> probers,
    int testPort,
    boolean encrypted) {
  public LinkPlan {
    families = Set.copyOf(families);
    probers = Map.copyOf(probers);
  }

  /** The networks in which an agent of this kind has links. */
  public List<Network> networks() {
    return switch (kind) {
      case POD -> List.of(Network.POD, Network.NODE);
      case HOST -> List.of(Network.HOST);
    };
  }

  /** Whether links need the label of their IP family, because a peer can have two links. */
  public boolean dualStack() {
    return families.size() > 1;
  }

  /** The targets of every probe of every link to {@code peer}. */
  public Map<LinkKey, Map<ProbeKind, ProbeTarget>> links(Peer peer) {
    Map<LinkKey, Map<ProbeKind, ProbeTarget>> links = new TreeMap<>();
    for (Network network : networks()) {
      for (InetAddress address : peer.endpoint().addresses(network)) {
        IpFamily family = IpFamily.of(address);
        if (families.contains(family)) {
          links.putIfAbsent(
              new LinkKey(network, family, peer.id()), targets(network, address, peer));
        }
      }
    }
    return links;
  }

  private Map<ProbeKind, ProbeTarget> targets(Network network, InetAddress address, Peer peer) {
    Map<ProbeKind, ProbeTarget> targets = new EnumMap<>(ProbeKind.class);
    Optional<AgentIdentity> identity = Optional.of(AgentIdentity.of(peer.id()));
    for (ProbeKind probe : supported(network, IpFamily.of(address))) {
      // A pod agent does not listen on its node's address.
      int port = network == Network.NODE ? testPort : peer.endpoint().port();
      Optional<AgentIdentity> agent = tellsIdentity(network, probe) ? identity : Optional.empty();
      targets.put(probe, new ProbeTarget(address, port, network, agent, false));
    }
    return targets;
  }

  private boolean tellsIdentity(Network network, ProbeKind probe) {
    return network != Network.NODE
        && switch (probe) {
          case UDP, MTU -> true;
          case TCP -> !encrypted;
          // The kernel answers.
          case ICMP -> false;
        };
  }

  private Collection<ProbeKind> supported(Network network, IpFamily family) {
    Set<ProbeKind> fitting =
        network == Network.NODE
            ? Set.of(ProbeKind.ICMP, ProbeKind.TCP)
            : Set.of(ProbeKind.values());
    return probers.entrySet().stream()
        .filter(entry -> fitting.contains(entry.getKey()))
        .filter(entry -> entry.getValue().unsupported(family).isEmpty())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
