// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One node of the mesh: its clients, and the links to it and from it. */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
public final class MeshNode {
  private static final int NETWORKS = Network.values().length;

  private final String name;
  private final @Nullable Client pod;
  private final @Nullable Client host;
  private final Set<ClientId> doubted;
  final int[] inUp = new int[NETWORKS];
  final int[] inDown = new int[NETWORKS];
  final int[] outUp = new int[NETWORKS];
  final int[] outDown = new int[NETWORKS];

  /** Observers with a link to the agent that is up while its port refuses, by kind of agent. */
  final int[] refused = new int[AgentKind.values().length];

  /** Observers that probed the agent's port over a link that is up, by kind of agent. */
  final int[] asked = new int[AgentKind.values().length];

  /** Its index among all nodes; set when all are known and sorted. */
  int index;

  int zoneIndex;

  /**
   * @param doubted all clients whose results are not believed, of any node
   */
  MeshNode(String name, @Nullable Client pod, @Nullable Client host, Set<ClientId> doubted) {
    this.name = name;
    this.pod = pod;
    this.host = host;
    this.doubted = doubted;
  }

  public String name() {
    return name;
  }

  /** Its index in {@link Mesh#nodes}. */
  public int index() {
    return index;
  }

  /** The failure domain; {@code ""} if none of its clients named one. */
  public String zone() {
    if (pod != null && !pod.identity().zone().isEmpty()) {
      return pod.identity().zone();
    }
    return host == null ? "" : host.identity().zone();
  }

  public Optional<Client> client(AgentKind kind) {
    return Optional.ofNullable(
        switch (kind) {
          case POD -> pod;
          case HOST -> host;
        });
  }

  public List<Client> clients() {
    List<Client> clients = new ArrayList<>(2);
    client(AgentKind.POD).ifPresent(clients::add);
    client(AgentKind.HOST).ifPresent(clients::add);
    return clients;
  }

  /** Whether at least one of its clients is believed. */
  public boolean isAlive() {
    return (pod != null && isBelieved(pod)) || (host != null && isBelieved(host));
  }

  /** Whether the last results of this client are believed. */
  public boolean isBelieved(Client client) {
    return client.isBelieved() && !doubted.contains(client.id());
  }

  /**
   * Whether its agent of this kind is doubted: others lost it, it has not reported since then, and
   * its heartbeat is not late yet.
   */
  public boolean isDoubted(AgentKind kind) {
    return client(kind).filter(c -> doubted.contains(c.id())).isPresent();
  }

  /** Whether its agent of this kind should report and does not. */
  public boolean isSilent(AgentKind kind) {
    return client(kind)
        .filter(c ->
            c.state() == ClientState.STALE
                || c.state() == ClientState.ABSENT
                || doubted.contains(c.id()))
        .isPresent();
  }

  /** Whether this exporter knows the node only from its observers. */
  public boolean isUnheard() {
    return pod == null && host == null;
  }

  /**
   * Whether links to its agent of this kind count: the agent is known and should be there, or other
   * agents knew it before this exporter started.
   */
  boolean isExpected(AgentKind kind) {
    Client client = kind == AgentKind.POD ? pod : host;
    return client == null ? isUnheard() : !client.state().isGoing();
  }

  /** Whether its agent of this kind is known and leaving or expected to be down. */
  boolean isGoing(AgentKind kind) {
    Client client = kind == AgentKind.POD ? pod : host;
    return client != null && client.state().isGoing();
  }

  /**
   * Whether links from and to this node have the same states as those of {@code other}, an earlier
   * version of this node.
   */
  boolean isLike(MeshNode other) {
    return name.equals(other.name)
        && isLike(pod, other, other.pod)
        && isLike(host, other, other.host);
  }

  private boolean isLike(@Nullable Client own, MeshNode other, @Nullable Client others) {
    if (own == null || others == null) {
      return own == null && others == null;
    }
    return isBelieved(own) == other.isBelieved(others)
        && own.state().isGoing() == others.state().isGoing();
  }

  /** The measured links to this node. */
  public LinkTotals inbound(Network network) {
    return new LinkTotals(inUp[network.ordinal()], inDown[network.ordinal()], 0);
  }

  /** The measured links from this node. */
  public LinkTotals outbound(Network network) {
    return new LinkTotals(outUp[network.ordinal()], outDown[network.ordinal()], 0);
  }

  /** Whether at least one link to it is up, in any network. */
  public boolean isReached() {
    int up = 0;
    for (int i = 0; i < NETWORKS; i++) {
      up += inUp[i];
    }
    return up > 0;
  }

  /** Observers that reach its host while the port of its agent refuses them. */
  public int refusedBy(AgentKind kind) {
    return refused[kind.ordinal()];
  }

  /** Observers that reach its host and probed the port of its agent. */
  public int askedBy(AgentKind kind) {
    return asked[kind.ordinal()];
  }

  @Override
  public String toString() {
    return name;
  }
}
