// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the exporter regularly, at once when something changed, and one last time at the end.
 * Whatever becomes of it, probing goes on: an exporter that is away only misses news, and gets all
 * of it with the first heartbeat that reaches it again.
 */
public final class HeartbeatLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatLoop.class);

  /** Changes come in flocks; the first one waits this long for the others. */
  private static final Duration DEBOUNCE = Duration.ofMillis(200);

  /** A new agent is in a hurry: it needs peers, and its peers need to hear of each other. */
  private static final Duration[] FIRST = {
    Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2)
  };

  private static final double JITTER = 0.1;

  /** Ends a heartbeat that would hold up the end of the process. */
  private static final Duration GOODBYE_TIMEOUT = Duration.ofSeconds(1);

  /** Why a heartbeat comes to nothing. */
  private enum Trouble {
    UNREACHABLE("exporter not reachable"),
    REFUSED("exporter refuses the heartbeats"),
    NO_TOKEN("no token for the exporter");

    private final String words;

    Trouble(String words) {
      this.words = words;
    }
  }

  /** What the heartbeats tell. */
  public interface Content {
    /** A heartbeat of this moment. */
    Heartbeat next(boolean goodbye);

    /** The exporter has what the last one told. */
    void accepted();
  }

  private final Content content;
  private final Consumer<HeartbeatAnswer> answers;
  private final URI server;
  private final ExporterConnections connections;
  private final Duration interval;
  private final HeartbeatCredential credential;
  private final ExporterClient client;
  private final Thread thread;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();
  private boolean urgent;
  private boolean closed;

  /** What was said of the outage that lasts; empty while all is well. */
  private final Set<Trouble> said = EnumSet.noneOf(Trouble.class);

  private volatile boolean reachable = true;
  private boolean superseded;

  /**
   * Starts at once.
   *
   * @param tokenFile whose first line is sent along
   * @param connections makes those to the exporter
   * @param answers told of every answer
   */
  public HeartbeatLoop(
      URI server,
      Optional<Path> tokenFile,
      ExporterConnections connections,
      Duration interval,
      Content content,
      Consumer<HeartbeatAnswer> answers) {
    this.server = server;
    this.connections = connections;
    this.interval = interval;
    this.content = content;
    this.answers = answers;
    // Longer than a heartbeat's interval nobody needs to wait for its answer.
    Duration timeout =
        interval.compareTo(Duration.ofSeconds(3)) < 0 ? interval : Duration.ofSeconds(3);
    this.credential = HeartbeatCredential.of(server, tokenFile);
    this.client = new ExporterClient(server, connections, credential, timeout);
    if (credential instanceof HeartbeatCredential.Bearer && isOpenToReaders(server)) {
      LOG.warn(
          "the token goes to the exporter unencrypted exporter={} hint=\"an https SERVER_URL\"",
          address());
    }
    this.thread = Thread.ofPlatform().name("heartbeats").daemon().start(this::run);
  }

  /** Whether somebody on the way may read what is sent. */
  private static boolean isOpenToReaders(URI server) {
    boolean loopback =
        server.getHost().equals("localhost")
            || Addresses.literal(server.getHost().replaceAll("[\\[\\]]", ""))
                .filter(InetAddress::isLoopbackAddress)
                .isPresent();
    return "http".equals(server.getScheme()) && !loopback;
  }

  /** Something changed that the exporter should know now. Does not block. */
  public void urge() {
    lock.lock();
    try {
      urgent = true;
      wake.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Heartbeats that the exporter accepted. */
  public long sent() {
    return sent.get();
  }

  /** Heartbeats that it did not accept, or that did not reach it. */
  public long failed() {
    return failed.get();
  }

  /** Ends the regular heartbeats and says goodbye. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      wake.signal();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
    try {
      thread.join(GOODBYE_TIMEOUT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    client.close();
    if (reachable) {
      goodbye();
    }
  }

  /** A client of its own, with less patience. */
  private void goodbye() {
    try (ExporterClient hasty =
        new ExporterClient(server, connections, credential, GOODBYE_TIMEOUT)) {
      hasty.send(content.next(true));
    } catch (IOException e) {
      LOG.warn("goodbye not heard exporter={} problem={}", address(), e.toString());
    }
  }

  private void run() {
    try {
      for (int i = 0; !isClosed(); i++) {
        beat();
        pause(i < FIRST.length && FIRST[i].compareTo(interval) < 0 ? FIRST[i] : interval);
      }
    } catch (InterruptedException _) {
      // Closing is the only one who interrupts.
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void beat() {
    try {
      HeartbeatAnswer answer = client.send(content.next(false));
      content.accepted();
      sent.incrementAndGet();
      if (!reachable) {
        LOG.info("exporter takes heartbeats again exporter={}", address());
      }
      reachable = true;
      said.clear();
      answers.accept(answer);
      tell(answer.superseded());
    } catch (IOException | RuntimeException e) {
      failed.incrementAndGet();
      if (!isClosed()) {
        tell(e);
      }
      reachable = false;
    }
  }

  /** Each kind of trouble once an outage: two that take turns would fill the log. */
  private void tell(Exception e) {
    Trouble trouble =
        switch (e) {
          case ExporterClient.HeartbeatRefusedException _ -> Trouble.REFUSED;
          case HeartbeatCredential.NoTokenException _ -> Trouble.NO_TOKEN;
          default -> Trouble.UNREACHABLE;
        };
    if (said.add(trouble)) {
      LOG.warn(
          "{} exporter={} problem=\"{}\"",
          trouble.words,
          address(),
          trouble == Trouble.UNREACHABLE ? e.toString() : e.getMessage());
    }
  }

  /** Without what may stand before it: a password does not belong in a log. */
  private String address() {
    return server.getPort() < 0 ? server.getHost() : server.getHost() + ":" + server.getPort();
  }

  private void tell(boolean nowSuperseded) {
    if (nowSuperseded && !superseded) {
      LOG.warn(
          "another agent that started later holds this identity; this one's results do not count");
    } else if (superseded && !nowSuperseded) {
      LOG.info("this agent holds its identity again");
    }
    superseded = nowSuperseded;
  }

  private void pause(Duration regular) throws InterruptedException {
    double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    long nanos = (long) (regular.toNanos() * factor);
    lock.lock();
    try {
      while (nanos > 0 && !urgent && !closed) {
        nanos = wake.awaitNanos(nanos);
      }
      if (urgent && !closed) {
        long gather = DEBOUNCE.toNanos();
        while (gather > 0 && !closed) {
          gather = wake.awaitNanos(gather);
        }
      }
      urgent = false;
    } finally {
      lock.unlock();
    }
  }
}
