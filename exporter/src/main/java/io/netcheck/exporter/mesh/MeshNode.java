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
  private static final int[] NOT_COUNTED = new int[NETWORKS];

  // What a client is to its links, in bits that are shifted by its kind.
  private static final int BELIEVED = 1;
  private static final int GOING = 2;
  private static final int THERE = 4;
  private static final int BITS = 3;

  private final String name;
  private final @Nullable Client pod;
  private final @Nullable Client host;
  private final String zone;

  /** What both clients are to their links. */
  private final int standing;

  /** Its index among all nodes. */
  private final int index;

  // Allocated when somebody wants to count.
  int[] inUp = NOT_COUNTED;
  int[] inDown = NOT_COUNTED;
  int[] outUp = NOT_COUNTED;
  int[] outDown = NOT_COUNTED;

  int zoneIndex;

  MeshNode(String name, @Nullable Client pod, @Nullable Client host, int index) {
    this.name = name;
    this.pod = pod;
    this.host = host;
    this.index = index;
    zone = pod != null && !pod.identity().zone().isEmpty() ? zone(pod) : zone(host);
    standing = standing(pod) | (standing(host) << BITS);
  }

  private static String zone(@Nullable Client client) {
    return client == null ? "" : client.identity().zone();
  }

  private static int standing(@Nullable Client client) {
    return client == null
        ? 0
        : THERE | (client.isBelieved() ? BELIEVED : 0) | (client.state().isGoing() ? GOING : 0);
  }

  private boolean is(int bit, AgentKind kind) {
    return ((standing >> (BITS * kind.ordinal())) & bit) != 0;
  }

  /** Must be called before its links are counted. */
  void beginCounts() {
    inUp = new int[NETWORKS];
    inDown = new int[NETWORKS];
    outUp = new int[NETWORKS];
    outDown = new int[NETWORKS];
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
    return zone;
  }

  public Optional<Client> client(AgentKind kind) {
    return Optional.ofNullable(known(kind));
  }

  @Nullable Client known(AgentKind kind) {
    return switch (kind) {
      case POD -> pod;
      case HOST -> host;
    };
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
    return is(THERE, kind) ? !is(GOING, kind) : isUnheard();
  }

  /** Whether its agent of this kind is known and leaving or expected to be down. */
  boolean isGoing(AgentKind kind) {
    return is(GOING, kind);
  }

  /** Whether the last results of its agent of this kind count. */
  boolean isBelieved(AgentKind kind) {
    return is(BELIEVED, kind);
  }

  /**
   * Whether links from and to this node have the same states as those of {@code other}, an earlier
   * version of this node.
   */
  boolean isLike(MeshNode other) {
    return standing == other.standing && name.equals(other.name);
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
