// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

import io.netcheck.protocol.ClientId;
import java.util.Set;

/** Who sends a heartbeat, as far as it is proven. */
public sealed interface AuthenticatedCaller {
  /** Whether it may speak in the name of {@code client}. */
  boolean mayBe(ClientId client);

  /** Somebody who may speak for every node. */
  record Anybody() implements AuthenticatedCaller {
    @Override
    public boolean mayBe(ClientId client) {
      return true;
    }
  }

  /**
   * Somebody who may speak for these nodes, in both of their agents' names.
   *
   * @param names of a certificate, for a node of which it is enough to have one
   */
  record OnNodes(Set<String> names) implements AuthenticatedCaller {
    public OnNodes {
      names = Set.copyOf(names);
    }

    @Override
    public boolean mayBe(ClientId client) {
      return names.contains(client.node());
    }
  }

  /** One agent, and no other. */
  record OneAgent(ClientId id) implements AuthenticatedCaller {
    @Override
    public boolean mayBe(ClientId client) {
      return id.equals(client);
    }
  }

  /** Nobody who may speak at all. */
  record Refused(AuthRefusal why) implements AuthenticatedCaller {
    @Override
    public boolean mayBe(ClientId client) {
      return false;
    }
  }
}
