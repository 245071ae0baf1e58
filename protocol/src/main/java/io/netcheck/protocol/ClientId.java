// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

/**
 * The identity of an agent: its kind and its node, written {@code <kind>/<node>}. A restarted agent
 * has the same identity, and therefore replaces its previous entry.
 */
public record ClientId(AgentKind kind, String node) implements Comparable<ClientId> {
  public ClientId {
    if (!Names.isNode(node)) {
      throw new IllegalArgumentException("node is not an RFC 1123 name: " + node);
    }
  }

  @Override
  public int compareTo(ClientId other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : node.compareTo(other.node);
  }

  @Override
  public String toString() {
    return kind + "/" + node;
  }
}
