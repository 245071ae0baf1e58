// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is the matter with single agents, apart from the links of their nodes. */
final class AgentFaults {
  private final Mesh mesh;
  private final List<Client> clients;

  AgentFaults(Situation situation) {
    this.mesh = situation.mesh();
    this.clients = situation.clients();
  }

  /**
   * @param guilty nodes that are named already: their silence is a symptom
   */
  List<Finding> findings(Set<String> guilty) {
    List<Client> silent =
        clients.stream().filter(client -> client.state() == ClientState.STALE).toList();
    boolean nobody = clients.stream().noneMatch(client -> client.state() == ClientState.ACTIVE);
    List<Finding> findings = new ArrayList<>();
    if (nobody && silent.size() > 1) {
      findings.add(allSilent(silent.size()));
      return findings;
    }
    for (Client client : clients) {
      if (!client.duplicates().isEmpty()) {
        findings.add(duplicate(client));
      }
      if (guilty.contains(client.id().node())) {
        continue;
      }
      if (refuses(client)) {
        findings.add(down(client));
      } else if (client.state() == ClientState.STALE || client.state() == ClientState.ABSENT) {
        findings.add(missing(client));
      } else if (client.state() == ClientState.ACTIVE && !client.probing()) {
        findings.add(stalled(client));
      }
    }
    return findings;
  }

  private static Finding allSilent(int silent) {
    return new Finding(
        FaultKind.CLIENT_MISSING,
        "of every node",
        Finding.ALL,
        List.of("all " + silent + " agents fell silent"),
        0.9,
        "Look at the exporter's own network, its Service and DNS first: agents go on probing while"
            + " nobody hears them, and their own metrics tell.");
  }

  private boolean refuses(Client client) {
    AgentKind kind = client.id().kind();
    return refuses(mesh.node(client.id().node()).orElseThrow(), kind);
  }

  /** Whether the port of a node's agent refuses most of those who reach its host. */
  static boolean refuses(MeshNode node, AgentKind kind) {
    return node.refusedBy(kind) > 0 && 2 * node.refusedBy(kind) >= node.askedBy(kind);
  }

  private Finding down(Client client) {
    MeshNode node = mesh.node(client.id().node()).orElseThrow();
    AgentKind kind = client.id().kind();
    boolean silent = node.isSilent(kind);
    List<String> evidence = new ArrayList<>();
    evidence.add(
        node.refusedBy(kind)
            + " of "
            + Phrases.count(node.askedBy(kind), "observer")
            + (node.refusedBy(kind) == 1 ? " reaches" : " reach")
            + " the host while the agent's port refuses");
    if (silent) {
      evidence.add("agent " + client.id() + " is silent");
    }
    return new Finding(
        FaultKind.AGENT_DOWN,
        client.id().toString(),
        Finding.ALL,
        evidence,
        silent ? 0.95 : 0.7,
        "Look at the agent's own process, its last log lines and its restarts; the network to its"
            + " host works.");
  }

  private Finding missing(Client client) {
    MeshNode node = mesh.node(client.id().node()).orElseThrow();
    if (client.state() == ClientState.ABSENT) {
      return new Finding(
          FaultKind.CLIENT_MISSING,
          client.id().toString(),
          Finding.ALL,
          List.of("it should be here and never reported"),
          0.8,
          "Look whether the agent was scheduled on this node and why it does not start.");
    }
    boolean reached = node.isReached();
    return new Finding(
        FaultKind.CLIENT_MISSING,
        client.id().toString(),
        Finding.ALL,
        List.of(
            "the exporter hears no heartbeat",
            reached ? "its peers still reach its node" : "nobody measures its node now"),
        reached ? 0.8 : 0.5,
        reached
            ? "Look at the way from this node to the exporter: DNS, the Service, a policy; then at"
                + " the agent's log."
            : "Look whether the node and its agent run.");
  }

  private static Finding stalled(Client client) {
    return new Finding(
        FaultKind.AGENT_STALLED,
        client.id().toString(),
        Finding.ALL,
        List.of("it sends heartbeats, but its rounds of probing stand still"),
        0.95,
        "Look at the agent's log and restart it: what it last said of its links counts as unknown.");
  }

  private static Finding duplicate(Client client) {
    List<String> evidence = new ArrayList<>();
    evidence.add(where(client.instance(), client.endpoint()) + " holds it, for it started last");
    client.duplicates().stream()
        .limit(5)
        .forEach(
            other -> evidence.add(where(other.instance(), other.endpoint()) + " claims it too"));
    return new Finding(
        FaultKind.DUPLICATE_CLIENT,
        client.id().toString(),
        Finding.ALL,
        evidence,
        0.99,
        "Look for two agents of one kind on this node, or for two nodes that were given one name.");
  }

  private static String where(String instance, Endpoint endpoint) {
    return Stream.concat(endpoint.podAddresses().stream(), endpoint.nodeAddresses().stream())
            .findFirst()
            .map(address -> Addresses.withPort(address, endpoint.port()))
            .orElse("no address")
        + " (instance "
        + instance
        + ")";
  }
}
