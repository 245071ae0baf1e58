// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The addresses behind a Service, of which each new connection gets any, as kube-proxy chooses.
 * Thread-safe.
 */
final class ServiceEndpoints {
  private final List<InetSocketAddress> addresses;

  /** From when on new connections no longer get an address. */
  private final ConcurrentMap<InetSocketAddress, Long> removedNanos = new ConcurrentHashMap<>();

  ServiceEndpoints(InetSocketAddress... addresses) {
    this.addresses = List.of(addresses);
  }

  /** The address of a new connection. */
  InetSocketAddress any() {
    long now = System.nanoTime();
    List<InetSocketAddress> left =
        addresses.stream()
            .filter(one -> !removedNanos.containsKey(one) || removedNanos.get(one) - now > 0)
            .toList();
    return left.get(ThreadLocalRandom.current().nextInt(left.size()));
  }

  /** From this time on, by {@link System#nanoTime}, new connections no longer get this one. */
  void remove(InetSocketAddress address, long nanos) {
    removedNanos.put(address, nanos);
  }
}
