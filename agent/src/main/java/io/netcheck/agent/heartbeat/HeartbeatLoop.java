// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends heartbeats to the exporter: regularly, soon after a change, and a last one at the end.
 * Probing never depends on it. If the exporter is away, the first heartbeat that reaches it again
 * carries everything that happened since the last accepted one.
 */
public final class HeartbeatLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatLoop.class);

  /** A heartbeat must not delay the end of the process longer than this. */
  private static final Duration GOODBYE_TIMEOUT = Duration.ofSeconds(1);

  /** What the heartbeats contain. */
  public interface Content {
    /** A heartbeat with the current state. */
    Heartbeat next(boolean goodbye);

    /** The exporter accepted the last heartbeat. */
    void accepted();
  }

  private final Content content;
  private final Consumer<HeartbeatAnswer> answers;
  private final URI server;

  /** For the log. */
  private final String exporter;

  private final ExporterConnections connections;
  private final HeartbeatCredential credential;
  private final ProcessClock clock;
  private final ExporterClient client;
  private final Duration interval;
  private final HeartbeatPace pace;
  private final ExporterOutageLog outages;
  private final Thread thread;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong sentSmall = new AtomicLong();

  /** Written by the thread of the loop; read by the one that closes it, after its end. */
  private final SmallSegments small = new SmallSegments();

  private volatile boolean reachable = true;

  /**
   * Starts at once.
   *
   * @param tokenFile its first line is sent as a bearer token
   * @param connections opens the connections to the exporter
   * @param interval between two heartbeats, unless the exporter asks for a longer one
   * @param answers receives every answer
   */
  public HeartbeatLoop(
      URI server,
      Optional<Path> tokenFile,
      ExporterConnections connections,
      Duration interval,
      ProcessClock clock,
      Content content,
      Consumer<HeartbeatAnswer> answers) {
    this.server = server;
    this.exporter = connections.name(server);
    this.connections = connections;
    this.clock = clock;
    this.content = content;
    this.answers = answers;
    this.interval = interval;
    this.pace = new HeartbeatPace(interval, clock);
    this.outages = new ExporterOutageLog(exporter);
    // When the next heartbeat is due, the answer to this one is of no use any more.
    Duration timeout =
        interval.compareTo(Duration.ofSeconds(3)) < 0 ? interval : Duration.ofSeconds(3);
    this.credential = HeartbeatCredential.of(server, tokenFile);
    this.client = new ExporterClient(server, connections, credential, timeout, clock);
    if (credential instanceof HeartbeatCredential.Bearer && isUnencrypted(server)) {
      LOG.warn(
          "heartbeat token sent unencrypted exporter={} hint=\"use an https SERVER_URL\"",
          exporter);
    }
    this.thread = Thread.ofPlatform().name("heartbeats").daemon().start(this::run);
  }

  /** Whether other hosts on the path could read what is sent. */
  private static boolean isUnencrypted(URI server) {
    boolean loopback =
        server.getHost().equals("localhost")
            || Addresses.literal(server.getHost().replaceAll("[\\[\\]]", ""))
                .filter(InetAddress::isLoopbackAddress)
                .isPresent();
    return "http".equals(server.getScheme()) && !loopback;
  }

  /** Sends a heartbeat soon, because something changed. Does not block. */
  public void urge() {
    pace.urge();
  }

  /** How many heartbeats the exporter accepted. */
  public long sent() {
    return sent.get();
  }

  /** How many heartbeats did not reach the exporter or were refused. */
  public long failed() {
    return failed.get();
  }

  /** The time between two heartbeats now: the configured one, or as the exporter stretches it. */
  public Duration interval() {
    return pace.stretch().of(interval);
  }

  /** How many of those that reached the exporter were sent in small segments. */
  public long sentInSmallSegments() {
    return sentSmall.get();
  }

  /** Whether the last heartbeat was accepted, or none has ended yet. */
  boolean isReachable() {
    return reachable;
  }

  /** Ends the regular heartbeats and sends the goodbye. */
  @Override
  public void close() {
    end();
    if (reachable) {
      goodbye();
    }
  }

  /** Ends the heartbeats without a goodbye, because the exporter is no longer there. */
  void end() {
    pace.close();
    thread.interrupt();
    try {
      thread.join(GOODBYE_TIMEOUT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }

  /** Without a goodbye, an agent that was removed on purpose looks like a failure. */
  private void goodbye() {
    try {
      try {
        sendGoodbye();
      } catch (IOException _) {
        // The kernel repeats a lost packet at the earliest when the first attempt is given up.
        sendGoodbye();
      }
    } catch (IOException e) {
      LOG.warn("goodbye not delivered exporter={} problem=\"{}\"", exporter, e.toString());
    }
  }

  /** Uses a client of its own, with a shorter timeout. */
  private void sendGoodbye() throws IOException {
    try (ExporterClient hasty =
        new ExporterClient(server, connections, credential, GOODBYE_TIMEOUT, clock)) {
      Heartbeat last = next(true);
      if (small.areNeeded()) {
        hasty.sendInSmallSegments(last.inSmallSegments());
      } else {
        hasty.send(last);
      }
    }
  }

  private void run() {
    try {
      while (!pace.isClosed()) {
        beat();
        pace.awaitNext();
      }
    } catch (InterruptedException _) {
      // Only close() interrupts this thread.
    }
  }

  private Heartbeat next(boolean goodbye) {
    return content.next(goodbye).stretched(pace.stretch());
  }

  /** Sends a heartbeat, and if it stops on the way, the next one in small segments. */
  private HeartbeatAnswer exchange() throws IOException {
    if (!small.isUsualDue(clock.nanoTime())) {
      return inSmallSegments();
    }
    try {
      HeartbeatAnswer answer = client.send(next(false));
      if (small.usualPassed()) {
        LOG.info("heartbeats pass as usual again exporter={}", exporter);
      }
      return answer;
    } catch (ExporterClient.HeartbeatStoppedException e) {
      if (!small.usualStopped(clock.nanoTime()) || pace.isClosed()) {
        throw e;
      }
      failed.incrementAndGet();
      try {
        return inSmallSegments();
      } catch (IOException failure) {
        small.smallFailed(clock.nanoTime());
        e.addSuppressed(failure);
        throw e;
      }
    }
  }

  private HeartbeatAnswer inSmallSegments() throws IOException {
    Heartbeat next = next(false);
    HeartbeatAnswer answer =
        client.sendInSmallSegments(small.isSettledNext() ? next.inSmallSegments() : next);
    sentSmall.incrementAndGet();
    if (small.smallPassed()) {
      LOG.warn(
          "heartbeats pass only in small segments exporter={} hint=\"check the path MTU to it\"",
          exporter);
    }
    return answer;
  }

  private void beat() {
    try {
      HeartbeatAnswer answer = exchange();
      content.accepted();
      sent.incrementAndGet();
      reachable = true;
      pace.stretch(answer.stretch());
      answers.accept(answer);
      outages.accepted(answer);
    } catch (IOException | RuntimeException e) {
      failed.incrementAndGet();
      if (!pace.isClosed()) {
        outages.failed(e);
      }
      reachable = false;
    }
  }
}
