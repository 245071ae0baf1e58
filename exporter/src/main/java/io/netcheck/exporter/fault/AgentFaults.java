// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.Endpoint;
import io.netcheck.verdict.FaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds faults of single agents that do not concern the links of their nodes. */
final class AgentFaults {
  private final Mesh mesh;
  private final List<Client> clients;

  AgentFaults(Situation situation) {
    this.mesh = situation.mesh();
    this.clients = situation.clients();
  }

  /**
   * @param guilty nodes that are blamed already: the silence of their agents is a symptom
   */
  List<Finding> findings(Set<String> guilty) {
    List<Client> silent =
        clients.stream().filter(client -> client.state() == ClientState.STALE).toList();
    boolean allSilent = clients.stream().noneMatch(client -> client.state() == ClientState.ACTIVE);
    List<Finding> findings = new ArrayList<>();
    if (allSilent && silent.size() > 1) {
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
        "Check the exporter's own network, its Service and DNS first. The agents"
            + " keep probing, and their own metrics show the state of the links.");
  }

  private boolean refuses(Client client) {
    AgentKind kind = client.id().kind();
    return refuses(mesh.node(client.id().node()).orElseThrow(), kind);
  }

  /** Whether the agent's port refuses at least half of the observers that reach its host. */
  static boolean refuses(MeshNode node, AgentKind kind) {
    return node.refusedBy(kind) > 0 && 2 * node.refusedBy(kind) >= node.askedBy(kind);
  }

  private Finding down(Client client) {
    MeshNode node = mesh.node(client.id().node()).orElseThrow();
    AgentKind kind = client.id().kind();
    boolean silent = node.isSilent(kind);
    List<String> evidence = new ArrayList<>();
    evidence.add(
        Phrases.of(node.refusedBy(kind), node.askedBy(kind), "observer", "reaches", "reach")
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
        "Check the agent's process, its last log lines and its restarts. The"
            + " network to its host works.");
  }

  private Finding missing(Client client) {
    MeshNode node = mesh.node(client.id().node()).orElseThrow();
    if (client.state() == ClientState.ABSENT) {
      return new Finding(
          FaultKind.CLIENT_MISSING,
          client.id().toString(),
          Finding.ALL,
          List.of("it should run here but never reported"),
          0.8,
          "Check whether the agent is scheduled on this node, and why it does not" + " start.");
    }
    boolean reached = node.isReached();
    return new Finding(
        FaultKind.CLIENT_MISSING,
        client.id().toString(),
        Finding.ALL,
        List.of(
            "the exporter receives no heartbeat",
            reached ? "its peers still reach its node" : "no peer measures its node now"),
        reached ? 0.8 : 0.5,
        reached
            ? "Check the path from this node to the exporter (DNS, the Service,"
                + " policies), then the agent's log."
            : "Check whether the node and its agent are running.");
  }

  private static Finding stalled(Client client) {
    return new Finding(
        FaultKind.AGENT_STALLED,
        client.id().toString(),
        Finding.ALL,
        List.of("its heartbeats arrive, but it completes no round of probing"),
        0.95,
        "Check the agent's log and restart it. Until then its links count as" + " unknown.");
  }

  private static Finding duplicate(Client client) {
    List<String> evidence = new ArrayList<>();
    evidence.add(
        where(client.identity().instance(), client.identity().endpoint())
            + " holds the identity because it started last");
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
        "Check for two agents of one kind on this node, or for two nodes with" + " the same name.");
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
