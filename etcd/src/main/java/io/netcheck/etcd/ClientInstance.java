// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.protocol.ClientId;

/** One run of the agent of a client, from its start to its end. */
record ClientInstance(ClientId id, String instance) implements Comparable<ClientInstance> {
  @Override
  public int compareTo(ClientInstance other) {
    int byId = id.compareTo(other.id);
    return byId != 0 ? byId : instance.compareTo(other.instance);
  }
}
