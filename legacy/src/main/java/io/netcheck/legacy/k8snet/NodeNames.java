// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.protocol.Names;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/**
 * How nodes are called: their clients tell only their addresses. Where a newer agent runs on the
 * same node it has said the name; otherwise the address stands for it, as such an agent itself has
 * it.
 *
 * @param byAddress the names that are known
 */
record NodeNames(Map<InetAddress, String> byAddress) {
  NodeNames {
    byAddress = Map.copyOf(byAddress);
  }

  /** Empty for an address that no name can be made from, such as {@code ::1}. */
  Optional<String> of(InetAddress node) {
    String known = byAddress.get(node);
    return Optional.ofNullable(known)
        .or(() -> Optional.of(node.getHostAddress().replace(':', '-')))
        .filter(Names::isNode);
  }
}
