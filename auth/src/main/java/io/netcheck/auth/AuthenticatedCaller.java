// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.protocol.ClientId;
import java.util.Set;

/** The sender of a heartbeat, as far as it is proven. */
public sealed interface AuthenticatedCaller {
  /** Whether it can report as {@code client}. */
  boolean mayBe(ClientId client);

  /** What the sender proved itself by, in words for the log; nothing secret. */
  String credential();

  /** A sender that can report for every node. */
  record AnyAgent(String credential) implements AuthenticatedCaller {
    @Override
    public boolean mayBe(ClientId client) {
      return true;
    }
  }

  /**
   * A sender that can report for these nodes, as either kind of agent.
   *
   * @param names of a certificate; a node needs only one of them
   */
  record OnNodes(Set<String> names, String credential) implements AuthenticatedCaller {
    public OnNodes {
      names = Set.copyOf(names);
    }

    @Override
    public boolean mayBe(ClientId client) {
      return names.contains(client.node());
    }
  }

  /** Exactly one agent. */
  record OneAgent(ClientId id, String credential) implements AuthenticatedCaller {
    @Override
    public boolean mayBe(ClientId client) {
      return id.equals(client);
    }
  }

  /** A refused sender. */
  record Refused(AuthRefusal why) implements AuthenticatedCaller {
    @Override
    public boolean mayBe(ClientId client) {
      return false;
    }

    @Override
    public String credential() {
      return "";
    }
  }
}
