// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.daemon.AddressKey;
import io.netcheck.protocol.Names;
import java.net.InetAddress;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * The names of nodes. k8snet-checker's clients send only addresses. If an agent of Netcheck runs on
 * the same node, its node name is used; otherwise the address, as such an agent would use it.
 *
 * @param byAddress the known names
 */
record NodeNames(Map<AddressKey, String> byAddress) {
  NodeNames {
    byAddress = Collections.unmodifiableMap(byAddress);
  }

  /** The name; empty for an address that cannot become a name, such as {@code ::1}. */
  Optional<String> of(InetAddress node) {
    String known = byAddress.get(AddressKey.of(node));
    return Optional.ofNullable(known)
        .or(() -> Optional.of(node.getHostAddress().replace(':', '-')))
        .filter(Names::isNode);
  }
}
