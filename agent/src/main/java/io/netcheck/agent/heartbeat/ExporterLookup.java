// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import io.netcheck.daemon.AddressKey;
import io.netcheck.daemon.settings.ExporterAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up the addresses of the exporters again and again: often enough that a new one is heard of
 * before the one that it replaces ends, and more often while something does not answer. Logs
 * changes only.
 */
final class ExporterLookup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExporterLookup.class);

  /** A larger answer of a DNS server must not lead to as many connections. */
  static final int MOST_ADDRESSES = 8;

  private static final Duration USUAL_PAUSE = Duration.ofSeconds(10);
  private static final Duration SHORT_PAUSE = Duration.ofSeconds(2);

  /**
   * A lost node can keep its address in the DNS for hours. Agents must not ask in a hurry for so
   * long.
   */
  private static final int MOST_HURRIED = 30;

  /** Is told what was found. */
  @FunctionalInterface
  interface FoundAddresses {
    void found(Set<InetSocketAddress> addresses, boolean complete);
  }

  private final ExporterNames exporters;
  private final int port;
  private String problem = "";
  private boolean tooMany;
  private volatile boolean closed;
  private volatile Thread thread = Thread.currentThread();

  /**
   * @param server its port is for the exporters that have none
   */
  ExporterLookup(ExporterNames exporters, URI server) {
    this.exporters = exporters;
    this.port = ExporterConnections.port(server);
  }

  /**
   * Begins to look.
   *
   * @param calm whether it may wait for as long as usual
   */
  void start(FoundAddresses listener, BooleanSupplier calm) {
    thread = Thread.ofVirtual().name("exporter-lookup").start(() -> run(listener, calm));
  }

  private void run(FoundAddresses listener, BooleanSupplier calm) {
    try {
      int hurried = 0;
      while (!closed) {
        exporters.turned().run();
        boolean complete = look(listener);
        hurried = complete && calm.getAsBoolean() ? 0 : hurried + 1;
        Duration pause = hurried > 0 && hurried <= MOST_HURRIED ? SHORT_PAUSE : USUAL_PAUSE;
        // Agents that started together must not ask together for ever.
        Thread.sleep(pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 5)));
      }
    } catch (InterruptedException _) {
      // Only close() interrupts this thread.
    }
  }

  /** Returns whether all names were resolved. */
  private boolean look(FoundAddresses listener) {
    Set<InetSocketAddress> found = new LinkedHashSet<>();
    List<String> problems = new ArrayList<>();
    for (ExporterAddress one : exporters.names()) {
      try {
        for (InetAddress address : exporters.resolver().resolve(one.host())) {
          if (!address.isAnyLocalAddress() && !address.isMulticastAddress()) {
            found.add(new InetSocketAddress(address, one.port().orElse(port)));
          }
        }
      } catch (IOException e) {
        problems.add(one.host() + ": " + e);
      }
    }
    tell(String.join("; ", problems), found.size());
    try {
      listener.found(first(found), problems.isEmpty());
    } catch (RuntimeException e) {
      // A bug. The next look may do better.
      LOG.error("exporters not taken over", e);
    }
    return problems.isEmpty();
  }

  /** The same ones for all agents, whatever the order of the answer. */
  private static Set<InetSocketAddress> first(Set<InetSocketAddress> found) {
    record Sorted(AddressKey key, InetSocketAddress address) {}
    TreeSet<Sorted> sorted =
        new TreeSet<>((a, b) -> {
          int byAddress = a.key().compareTo(b.key());
          return byAddress != 0
              ? byAddress
              : Integer.compare(a.address().getPort(), b.address().getPort());
        });
    found.forEach(one -> sorted.add(new Sorted(AddressKey.of(one.getAddress()), one)));
    Set<InetSocketAddress> first = new LinkedHashSet<>();
    sorted.stream().limit(MOST_ADDRESSES).forEach(one -> first.add(one.address()));
    return first;
  }

  private void tell(String now, int count) {
    if (!now.equals(problem)) {
      if (now.isEmpty()) {
        LOG.info("exporters found again count={}", count);
      } else {
        LOG.warn("exporters not found, those found before stay problem=\"{}\"", now);
      }
      problem = now;
    }
    if (count > MOST_ADDRESSES != tooMany) {
      tooMany = !tooMany;
      LOG.warn("number of exporters changed count={} most={}", count, MOST_ADDRESSES);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
