// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The addresses behind a Service, of which each new connection gets any, as kube-proxy chooses.
 * Thread-safe.
 */
final class ServiceEndpoints {
  private final List<InetSocketAddress> addresses;

  ServiceEndpoints(InetSocketAddress... addresses) {
    this.addresses = new CopyOnWriteArrayList<>(Arrays.asList(addresses));
  }

  /** The address of a new connection. */
  InetSocketAddress any() {
    return addresses.get(ThreadLocalRandom.current().nextInt(addresses.size()));
  }

  /** New connections no longer get this one. */
  void remove(InetSocketAddress address) {
    addresses.remove(address);
  }
}
