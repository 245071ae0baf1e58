// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Connections that each send one request after the other until the total is reached. */
final class LegacyConnections implements AutoCloseable {
  /** Creates the request with this number. */
  interface Script {
    byte[] request(long number, SplittableRandom random);
  }

  private static final int BAD = 400;

  private final InetSocketAddress exporter;
  private final long enough;
  private final Script script;
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final List<Thread> threads;
  private volatile boolean closed;

  LegacyConnections(InetSocketAddress exporter, int connections, long enough, Script script) {
    this.exporter = exporter;
    this.enough = enough;
    this.script = script;
    this.threads =
        IntStream.range(0, connections)
            .mapToObj(i -> Thread.ofPlatform().name("legacy").daemon().start(() -> keepOn(i)))
            .toList();
  }

  private void keepOn(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    while (!closed && asked.get() < enough) {
      try (HttpConnection connection = new HttpConnection(exporter)) {
        while (!closed && !connection.isClosing()) {
          long number = asked.getAndIncrement();
          if (number >= enough) {
            return;
          }
          boolean good = connection.ask(script.request(number, random)).status() < BAD;
          (good ? answered : failed).incrementAndGet();
        }
      } catch (IOException e) {
        if (!closed && failed.getAndIncrement() == 0) {
          System.err.println("bench: legacy: " + e);
        }
      }
    }
  }

  long answered() {
    return answered.get();
  }

  long failed() {
    return failed.get();
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
