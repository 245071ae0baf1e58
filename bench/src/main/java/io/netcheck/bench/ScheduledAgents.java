// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import io.netcheck.agent.heartbeat.HeartbeatSchedule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Many simulated agents that send heartbeats when a real agent would, by its own {@link
 * HeartbeatSchedule} and deadline. Each has a virtual thread, so a slow answer holds up one agent
 * only, and a connection that it keeps until that fails.
 */
final class ScheduledAgents implements AutoCloseable {
  /** The agent's own. */
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  /** A source address has about 28,000 ports. */
  private static final int AGENTS_OF_SOURCE = 10_000;

  private final Supplier<InetSocketAddress> exporters;
  private final Duration interval;
  private final AtomicLongArray heardNanos;
  private final AtomicReferenceArray<InetSocketAddress> heardBy;
  private final List<Thread> threads = new ArrayList<>();
  private final SecondCounts connects = new SecondCounts();
  private final SecondCounts accepted = new SecondCounts();
  private final ConcurrentMap<InetSocketAddress, LongAdder> failed = new ConcurrentHashMap<>();
  private final Latencies latencies = new Latencies();
  private volatile boolean closed;

  /**
   * @param most agents that will be started
   * @param interval that they are configured to
   */
  ScheduledAgents(InetSocketAddress exporter, int most, Duration interval) {
    this(() -> exporter, most, interval);
  }

  /**
   * @param exporters gives the address of each new connection
   */
  ScheduledAgents(Supplier<InetSocketAddress> exporters, int most, Duration interval) {
    this.exporters = exporters;
    this.heardBy = new AtomicReferenceArray<>(most);
    this.interval = interval;
    this.heardNanos = new AtomicLongArray(most);
  }

  /** Starts agents until there are so many, spread over {@code time}, and waits for their start. */
  void start(int agents, Duration time) {
    int begun = threads.size();
    long begin = System.nanoTime();
    for (int number = begun; number < agents; number++) {
      long due = begin + time.toNanos() * (number - begun) / (agents - begun);
      LockSupport.parkNanos(due - System.nanoTime());
      int own = number;
      threads.add(Thread.ofVirtual().start(() -> live(own)));
    }
  }

  private void live(int number) {
    SimulatedAgent agent = new SimulatedAgent(number, true);
    HeartbeatSchedule schedule =
        new HeartbeatSchedule(
            interval, () -> ThreadLocalRandom.current().nextLong(), System.nanoTime());
    HttpConnection connection = null;
    InetSocketAddress exporter = exporters.get();
    while (!closed) {
      long begin = System.nanoTime();
      schedule.begin(begin);
      try {
        if (connection == null) {
          connects.count(begin);
          exporter = exporters.get();
          connection = new HttpConnection(exporter, source(number), DEADLINE);
        }
        if (agent.beat(connection)) {
          long end = System.nanoTime();
          accepted.count(begin);
          latencies.add(end - begin);
          heardBy.set(number, exporter);
          heardNanos.set(number, end);
          schedule.stretch(agent.stretch());
        } else {
          countFailed(exporter);
        }
        if (connection.isClosing()) {
          connection = closed(connection);
        }
      } catch (IOException _) {
        countFailed(exporter);
        connection = closed(connection);
      }
      LockSupport.parkNanos(schedule.delayNanos(System.nanoTime()));
    }
    closed(connection);
  }

  private void countFailed(InetSocketAddress exporter) {
    if (!closed) {
      failed.computeIfAbsent(exporter, _ -> new LongAdder()).increment();
    }
  }

  private static InetAddress source(int number) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 78, (byte) (number / AGENTS_OF_SOURCE), 1});
  }

  private static @Nullable HttpConnection closed(@Nullable HttpConnection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException _) {
        // It is of no use any more.
      }
    }
    return null;
  }

  /** How many connections they tried to open in each second. */
  SecondCounts connects() {
    return connects;
  }

  /** How many heartbeats that were accepted were sent in each second. */
  SecondCounts accepted() {
    return accepted;
  }

  /** The number of rejected or failed heartbeats. */
  long failed() {
    return failed.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** The number of heartbeats that one exporter rejected, or that failed on the way to it. */
  long failedAt(InetSocketAddress exporter) {
    LongAdder count = failed.get(exporter);
    return count == null ? 0 : count.sum();
  }

  /** How long the answers to accepted heartbeats took. */
  Latencies latencies() {
    return latencies;
  }

  /** How many agents had a heartbeat accepted since then. */
  int heardSince(long nanos) {
    int heard = 0;
    for (int i = 0; i < threads.size(); i++) {
      heard += heardNanos.get(i) != 0 && heardNanos.get(i) - nanos > 0 ? 1 : 0;
    }
    return heard;
  }

  /** How many agents had their last heartbeat accepted by this exporter, and since then. */
  int heardAtSince(InetSocketAddress exporter, long nanos) {
    int heard = 0;
    for (int i = 0; i < threads.size(); i++) {
      boolean later = heardNanos.get(i) != 0 && heardNanos.get(i) - nanos > 0;
      heard += later && exporter.equals(heardBy.get(i)) ? 1 : 0;
    }
    return heard;
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(LockSupport::unpark);
  }
}
