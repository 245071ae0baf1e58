// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.HeartbeatAnswer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends heartbeats to each exporter: to the one of the URL, or to each address of the exporters'
 * names, with one {@link HeartbeatLoop} for each. Exporters that come get heartbeats as soon as
 * their address is found. One that is gone gets none any more once its name has not led to its
 * address for a while, or once it does not answer either. If a name cannot be resolved, what was
 * found before stays. Thread-safe.
 */
public final class ExporterHeartbeats implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExporterHeartbeats.class);

  /** An address that is no longer found gets heartbeats for so long, if it answers. */
  private static final Duration GONE_AFTER = Duration.ofSeconds(30);

  /**
   * Where heartbeats go.
   *
   * @param server the URL of the exporter, and what TLS checks
   * @param tokenFile its first line is sent as a bearer token
   * @param interval between two heartbeats, unless an exporter asks for a longer one
   */
  public record HeartbeatRoute(
      URI server, Optional<Path> tokenFile, ExporterConnections connections, Duration interval) {}

  /** One exporter, by what it is told and what it answers. */
  public interface Recipient extends HeartbeatLoop.Content {
    /** Receives every answer. */
    void take(HeartbeatAnswer answer);

    /** It gets no heartbeats any more, and did not get a goodbye. */
    void leave();
  }

  private static final class Sending {
    final Recipient recipient;
    final HeartbeatLoop loop;
    Optional<Long> missingSinceNanos = Optional.empty();

    Sending(Recipient recipient, HeartbeatLoop loop) {
      this.recipient = recipient;
      this.loop = loop;
    }
  }

  private final HeartbeatRoute route;
  private final ProcessClock clock;
  private final Supplier<? extends Recipient> recipients;
  private final Optional<ExporterLookup> lookup;
  private boolean closed;
  private long endedSent;
  private long endedFailed;
  private long endedSmall;

  /** By address; without an address for the one of the URL. */
  private final Map<Optional<InetSocketAddress>, Sending> sending = new LinkedHashMap<>();

  /** Those of {@link #sending}, because whoever tells of a change must not wait. */
  private volatile List<HeartbeatLoop> loops = List.of();

  private ExporterHeartbeats(
      HeartbeatRoute route,
      ProcessClock clock,
      Supplier<? extends Recipient> recipients,
      Optional<ExporterLookup> lookup) {
    this.route = route;
    this.clock = clock;
    this.recipients = recipients;
    this.lookup = lookup;
  }

  /**
   * Starts at once.
   *
   * @param exporters whose addresses get heartbeats; if there are none, the one of the URL gets
   *     them
   * @param recipients called for each exporter that comes
   */
  public static ExporterHeartbeats start(
      HeartbeatRoute route,
      ExporterNames exporters,
      ProcessClock clock,
      Supplier<? extends Recipient> recipients) {
    if (exporters.names().isEmpty()) {
      ExporterHeartbeats heartbeats =
          new ExporterHeartbeats(route, clock, recipients, Optional.empty());
      heartbeats.begin(Optional.empty());
      return heartbeats;
    }
    ExporterLookup lookup = new ExporterLookup(exporters, route.server());
    ExporterHeartbeats heartbeats =
        new ExporterHeartbeats(route, clock, recipients, Optional.of(lookup));
    lookup.start(heartbeats::found, heartbeats::areAllReachable);
    return heartbeats;
  }

  private void begin(Optional<InetSocketAddress> address) {
    Recipient recipient = recipients.get();
    ExporterConnections connections =
        address.map(route.connections()::to).orElse(route.connections());
    sending.put(
        address,
        new Sending(
            recipient,
            new HeartbeatLoop(
                route.server(),
                route.tokenFile(),
                connections,
                route.interval(),
                clock,
                recipient,
                recipient::take)));
    list();
  }

  private void list() {
    loops = sending.values().stream().map(one -> one.loop).toList();
  }

  /**
   * These are the addresses of the exporters now.
   *
   * @param found sorted, so that all agents report to the same ones
   * @param complete false if some names could not be resolved, and may have more addresses
   */
  private void found(Set<InetSocketAddress> found, boolean complete) {
    List<Sending> gone = new ArrayList<>();
    synchronized (this) {
      if (closed) {
        return;
      }
      for (InetSocketAddress address : found) {
        if (!sending.containsKey(Optional.of(address))) {
          LOG.info("exporter found address={}", address.getAddress().getHostAddress());
          begin(Optional.of(address));
        }
      }
      if (sending.isEmpty()) {
        // Its own name may lead there.
        begin(Optional.empty());
      }
      if (complete) {
        sending.entrySet().removeIf(entry -> isGone(entry.getKey(), entry.getValue(), found, gone));
        list();
      }
    }
    for (Sending one : gone) {
      one.loop.end();
      one.recipient.leave();
      synchronized (this) {
        endedSent += one.loop.sent();
        endedFailed += one.loop.failed();
        endedSmall += one.loop.sentInSmallSegments();
      }
    }
  }

  private boolean isGone(
      Optional<InetSocketAddress> address,
      Sending one,
      Set<InetSocketAddress> found,
      List<Sending> gone) {
    if (address.filter(found::contains).isPresent()) {
      one.missingSinceNanos = Optional.empty();
      return false;
    }
    long now = clock.nanoTime();
    long since = one.missingSinceNanos.orElse(now);
    one.missingSinceNanos = Optional.of(since);
    boolean over =
        address.isEmpty() || !one.loop.isReachable() || now - since >= GONE_AFTER.toNanos();
    if (over) {
      address.ifPresent(
          it -> LOG.info("exporter gone address={}", it.getAddress().getHostAddress()));
      gone.add(one);
    }
    return over;
  }

  private boolean areAllReachable() {
    return loops.stream().allMatch(HeartbeatLoop::isReachable);
  }

  /** Sends heartbeats soon, because something changed. Does not block. */
  public void urge() {
    loops.forEach(HeartbeatLoop::urge);
  }

  /** How many heartbeats the exporters accepted. */
  public synchronized long sent() {
    return endedSent + sum(HeartbeatLoop::sent);
  }

  /** How many heartbeats did not reach an exporter or were refused. */
  public synchronized long failed() {
    return endedFailed + sum(HeartbeatLoop::failed);
  }

  /** How many of those that reached an exporter were sent in small segments. */
  public synchronized long sentInSmallSegments() {
    return endedSmall + sum(HeartbeatLoop::sentInSmallSegments);
  }

  private long sum(ToLongFunction<HeartbeatLoop> count) {
    return loops.stream().mapToLong(count).sum();
  }

  /** The time between two heartbeats to the exporter that gets them most seldom. */
  public Duration interval() {
    return loops.stream()
        .map(HeartbeatLoop::interval)
        .max(Duration::compareTo)
        .orElse(route.interval());
  }

  /** Ends the heartbeats and sends the goodbyes, all at a time. */
  @Override
  public void close() {
    Collection<HeartbeatLoop> all;
    synchronized (this) {
      closed = true;
      all = loops;
    }
    lookup.ifPresent(ExporterLookup::close);
    List<Thread> closing = all.stream().map(loop -> Thread.ofVirtual().start(loop::close)).toList();
    try {
      for (Thread one : closing) {
        one.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
