// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.PeerList;

/** Which peers each agent probes. */
public interface Topology {
  /** The peers of {@code id}, in the order of their identities, with their generation. */
  PeerList peersOf(ClientId id);
}
