// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Many simulated clients, whose heartbeats are sent by a few threads. */
final class AgentLoad implements AutoCloseable {
  private static final int THREADS = 4;

  private final InetSocketAddress exporter;
  private final IntFunction<SimulatedClient> clients;
  private final HttpConnection.Opener opener;
  private final AtomicLong opened = new AtomicLong();
  private final int agents;
  private final AtomicInteger nextNumber;
  private final List<List<SimulatedClient>> shares;
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong departed = new AtomicLong();
  private final Latencies latencies = new Latencies();
  private int leavingPerMinute;
  private List<Thread> threads = List.of();
  private volatile boolean closed;

  AgentLoad(InetSocketAddress exporter, int agents, boolean withResults) {
    this(exporter, agents, number -> new SimulatedAgent(number, withResults), HttpConnection::new);
  }

  /**
   * @param clients gives the client of a number
   */
  AgentLoad(
      InetSocketAddress exporter,
      int agents,
      IntFunction<SimulatedClient> clients,
      HttpConnection.Opener opener) {
    this.exporter = exporter;
    this.clients = clients;
    this.opener = opener;
    this.agents = agents;
    this.nextNumber = new AtomicInteger(agents);
    this.shares =
        IntStream.range(0, THREADS)
            .<List<SimulatedClient>>mapToObj(share ->
                IntStream.range(0, agents)
                    .filter(number -> number % THREADS == share)
                    .mapToObj(clients)
                    .collect(Collectors.toCollection(ArrayList::new)))
            .toList();
  }

  /**
   * So many agents of {@link #pace} leave without a word in each minute, and as many others come.
   */
  void churn(int perMinute) {
    leavingPerMinute = perMinute;
  }

  /**
   * Sends as fast as the exporter answers: each thread one heartbeat after the other. Each agent
   * keeps its connection until the exporter closes it.
   */
  void rush() {
    start(share -> {
      try (Connections kept = new Connections(share.size())) {
        for (int i = 0; !closed; i = (i + 1) % share.size()) {
          count(share.get(i).beat(kept.of(i)));
        }
      }
    });
  }

  /**
   * Sends one heartbeat of every agent in each {@code interval}, evenly spread. Each agent keeps
   * its connection until the exporter closes it.
   */
  void pace(Duration interval) {
    start(share -> {
      double leaving = leavingPerMinute * interval.toNanos() / 60e9 / agents;
      SplittableRandom chance = new SplittableRandom(share.size());
      long gap = interval.toNanos() / share.size();
      long due = System.nanoTime();
      try (Connections kept = new Connections(share.size())) {
        for (int i = 0; !closed; i = (i + 1) % share.size()) {
          LockSupport.parkNanos(due - System.nanoTime());
          due += gap;
          if (chance.nextDouble() < leaving) {
            kept.close(i);
            share.set(i, clients.apply(nextNumber.getAndIncrement()));
            departed.incrementAndGet();
          }
          HttpConnection connection = kept.of(i);
          long asked = System.nanoTime();
          count(share.get(i).beat(connection));
          latencies.add(System.nanoTime() - asked);
        }
      }
    });
  }

  /** One kept-alive connection per agent. It is opened again if the exporter closed it. */
  private final class Connections implements AutoCloseable {
    private final @Nullable HttpConnection[] byAgent;

    Connections(int agents) {
      byAgent = new @Nullable HttpConnection[agents];
    }

    HttpConnection of(int agent) throws IOException {
      HttpConnection known = byAgent[agent];
      if (known != null && !known.isClosing()) {
        return known;
      }
      if (known != null) {
        known.close();
      }
      HttpConnection next = opener.open(exporter);
      opened.incrementAndGet();
      byAgent[agent] = next;
      return next;
    }

    void close(int agent) throws IOException {
      HttpConnection known = byAgent[agent];
      if (known != null) {
        known.close();
        byAgent[agent] = null;
      }
    }

    @Override
    public void close() throws IOException {
      for (HttpConnection connection : byAgent) {
        if (connection != null) {
          connection.close();
        }
      }
    }
  }

  private interface Work {
    void run(List<SimulatedClient> share) throws IOException;
  }

  private void start(Work work) {
    threads =
        shares.stream()
            .map(share ->
                Thread.ofPlatform().name("crowd").daemon().start(() -> keepOn(work, share)))
            .toList();
  }

  private void keepOn(Work work, List<SimulatedClient> share) {
    while (!closed) {
      try {
        work.run(share);
      } catch (IOException _) {
        failed.incrementAndGet();
      }
    }
  }

  private void count(boolean taken) {
    (taken ? accepted : failed).incrementAndGet();
  }

  /** The number of accepted heartbeats. */
  long accepted() {
    return accepted.get();
  }

  /** The number of rejected or failed heartbeats. */
  long failed() {
    return failed.get();
  }

  /** How many connections were opened. */
  long opened() {
    return opened.get();
  }

  /** How many agents left. */
  long departed() {
    return departed.get();
  }

  /** How long the answers to the heartbeats of {@link #pace} took. */
  Latencies latencies() {
    return latencies;
  }

  @Override
  public void close() {
    closed = true;
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofSeconds(2));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
