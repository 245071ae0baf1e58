// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import java.util.ArrayList;
import java.util.List;

/** One network in one IP family: within it, an ordered pair of nodes has at most one link. */
@SuppressWarnings("EnumOrdinal") // a column's codes, never stored or sent
public record Plane(Network network, IpFamily family) {
  private static final int FAMILIES = IpFamily.values().length;

  /** All planes; the index of each is its {@link #code}. */
  public static final List<Plane> ALL = all();

  private static List<Plane> all() {
    List<Plane> planes = new ArrayList<>();
    for (Network network : Network.values()) {
      for (IpFamily family : IpFamily.values()) {
        planes.add(new Plane(network, family));
      }
    }
    return List.copyOf(planes);
  }

  /** A small number that represents this plane in columns. */
  public int code() {
    return code(network, family);
  }

  public static int code(Network network, IpFamily family) {
    return network.ordinal() * FAMILIES + family.ordinal();
  }

  /** The kind of agent at both ends of a link in {@code network}. */
  public static AgentKind agents(Network network) {
    return switch (network) {
      case POD, NODE -> AgentKind.POD;
      case HOST -> AgentKind.HOST;
    };
  }
}
