// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.exporter.client.Client;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One node of the mesh: its clients, and the links to it and from it. */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
public final class MeshNode {
  private static final int NETWORKS = Network.values().length;

  private final String name;
  private final @Nullable Client pod;
  private final @Nullable Client host;
  final int[] inUp = new int[NETWORKS];
  final int[] inDown = new int[NETWORKS];
  final int[] outUp = new int[NETWORKS];
  final int[] outDown = new int[NETWORKS];

  /** Its index among all nodes; set when all are known and sorted. */
  int index;

  int zoneIndex;

  MeshNode(String name, @Nullable Client pod, @Nullable Client host) {
    this.name = name;
    this.pod = pod;
    this.host = host;
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

  /** Whether this exporter knows the node only from its observers. */
  boolean isUnheard() {
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
    return name.equals(other.name) && isLike(pod, other.pod) && isLike(host, other.host);
  }

  private static boolean isLike(@Nullable Client own, @Nullable Client others) {
    if (own == null || others == null) {
      return own == null && others == null;
    }
    return own.isBelieved() == others.isBelieved()
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

  @Override
  public String toString() {
    return name;
  }
}
