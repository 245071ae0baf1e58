// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.ProcessClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the addresses of the cluster's DNS Service by its name, because a pod's {@code resolv.conf}
 * has only one of them: that of its own IP family, or that of a cache on the node. Tries again
 * until each name is found; a Service keeps its addresses.
 */
final class ClusterResolvers implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterResolvers.class);
  private static final int PORT = 53;

  private final List<String> names;
  private final HostResolver resolver;
  private final Duration timeout;
  private final Duration pause;
  private final ProcessClock clock;
  private final Consumer<InetSocketAddress> found;

  /**
   * @param timeout of one lookup
   * @param pause before a name that was not found is looked up again
   * @param found called for each address, perhaps for one that is known
   */
  ClusterResolvers(
      List<String> names,
      HostResolver resolver,
      Duration timeout,
      Duration pause,
      ProcessClock clock,
      Consumer<InetSocketAddress> found) {
    this.names = List.copyOf(names);
    this.resolver = resolver;
    this.timeout = timeout;
    this.pause = pause;
    this.clock = clock;
    this.found = found;
  }

  @Override
  public void run() {
    List<String> left = new ArrayList<>(names);
    try {
      while (true) {
        left.removeIf(this::find);
        if (left.isEmpty()) {
          return;
        }
        Thread.sleep(pause);
      }
    } catch (InterruptedException _) {
      // Closing interrupts this thread.
    }
  }

  private boolean find(String name) {
    try {
      List<InetAddress> addresses = resolver.resolve(name, CheckDeadline.in(timeout, clock)).all();
      LOG.info("cluster dns found name={} addresses={}", name, addresses.size());
      addresses.forEach(address -> found.accept(new InetSocketAddress(address, PORT)));
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
