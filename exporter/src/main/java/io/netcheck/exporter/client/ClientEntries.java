// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.ClientId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of all clients, by identity. Thread-safe.
 *
 * <p>Each entry has two locks. Its <em>turn</em> is held during a change and while the listeners
 * are told of it: that keeps the events of one client in order. Its monitor guards its state, and
 * is released before the listeners are told.
 */
final class ClientEntries {
  private static final Logger LOG = LoggerFactory.getLogger(ClientEntries.class);

  private final RegistryConfig config;
  private final ProcessClock clock;
  private final long epochNanos;
  private final List<ClientListener> listeners;
  private final ReportedBytes reported;
  private final AtomicInteger size = new AtomicInteger();
  private final ConcurrentNavigableMap<ClientId, ClientEntry> entries =
      new ConcurrentSkipListMap<>();

  ClientEntries(RegistryConfig config, ProcessClock clock, List<ClientListener> listeners) {
    this.config = config;
    this.clock = clock;
    this.epochNanos = clock.nanoTime();
    this.reported = new ReportedBytes(config.reportedBytes());
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Adds the entry of a client that has none, with the events of its joining.
   *
   * @return false if another thread was faster
   * @throws RefusedException if there is no room for another client
   */
  boolean add(ClientEntry entry, List<ClientEvent> events) throws RefusedException {
    if (size.incrementAndGet() > config.maxClients()) {
      size.decrementAndGet();
      throw new RefusedException(
          RefusedException.Reason.TOO_MANY_CLIENTS,
          "",
          "there are " + config.maxClients() + " clients already (NETCHECK_MAX_CLIENTS)");
    }
    entry.turn().lock();
    try {
      if (entries.putIfAbsent(entry.id(), entry) != null) {
        size.decrementAndGet();
        return false;
      }
      synchronized (entry) {
        reported.add(entry.growth());
      }
      tell(events);
      return true;
    } finally {
      entry.turn().unlock();
    }
  }

  /**
   * Changes the entry of {@code id}, and then tells the listeners what the change reported.
   *
   * @return the result of the change; empty if there is no entry
   */
  <T> Optional<T> change(ClientId id, BiFunction<ClientEntry, Consumer<ClientEvent>, T> change) {
    ClientEntry entry = entries.get(id);
    return entry == null ? Optional.empty() : change(entry, change);
  }

  /** Changes every entry, one after another. */
  void changeAll(BiFunction<ClientEntry, Consumer<ClientEvent>, Boolean> change) {
    entries.values().forEach(entry -> change(entry, change));
  }

  private <T> Optional<T> change(
      ClientEntry entry, BiFunction<ClientEntry, Consumer<ClientEvent>, T> change) {
    entry.turn().lock();
    try {
      List<ClientEvent> events = new ArrayList<>();
      T result;
      synchronized (entry) {
        if (entry.isForgotten()) {
          return Optional.empty();
        }
        result = change.apply(entry, events::add);
        reported.add(entry.growth());
      }
      try {
        tell(events);
      } finally {
        // Last, so that the same client cannot join again before its end was told.
        if (entry.isForgotten() && entries.remove(entry.id(), entry)) {
          size.decrementAndGet();
        }
      }
      return Optional.of(result);
    } finally {
      entry.turn().unlock();
    }
  }

  private void tell(List<ClientEvent> events) {
    for (ClientEvent event : events) {
      for (ClientListener listener : listeners) {
        try {
          listener.on(event);
        } catch (RuntimeException e) {
          // The other listeners, and later events such as the end of the client, must not be lost.
          LOG.error("client event failed event={}", event.getClass().getSimpleName(), e);
        }
      }
    }
  }

  /** What {@code question} finds in each entry, in the order of their identities. */
  <T> List<T> read(Function<ClientEntry, T> question) {
    List<T> found = new ArrayList<>(size());
    for (ClientEntry entry : entries.values()) {
      synchronized (entry) {
        if (!entry.isForgotten()) {
          found.add(question.apply(entry));
        }
      }
    }
    return found;
  }

  /** The name that is kept of a node with an agent like {@code like}; else {@code node} itself. */
  String known(ClientId like, String node) {
    ClientEntry entry = entries.get(new ClientId(like.kind(), node));
    return entry == null ? node : entry.id().node();
  }

  /** Every identity that is known. */
  List<ClientId> ids() {
    return List.copyOf(entries.keySet());
  }

  int size() {
    return size.get();
  }

  ReportedBytes reported() {
    return reported;
  }

  RegistryConfig config() {
    return config;
  }

  ProcessClock clock() {
    return clock;
  }

  /** Since the start. Small and never negative, so that the arithmetic on it cannot overflow. */
  long nowNanos() {
    return clock.nanoTime() - epochNanos;
  }

  /** The same, for a reading of the process's monotonic clock. */
  long nanos(long nanoTime) {
    return nanoTime - epochNanos;
  }
}
