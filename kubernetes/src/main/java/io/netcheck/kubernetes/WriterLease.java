// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TaskScheduler;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides by a Lease which one of several exporters writes into the API, so that they do not
 * contradict each other. An exporter that ends gives the Lease back; one that dies loses it after
 * fifteen seconds. Thread-safe.
 */
final class WriterLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WriterLease.class);

  private static final Duration DURATION = Duration.ofSeconds(15);
  private static final Duration RENEWAL_DEADLINE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final TaskScheduler worker;
  private final ProcessClock clock;
  private final long startNanos;
  private final String identity = UUID.randomUUID().toString();
  private volatile boolean held;

  /** Whether it was seen who holds the Lease, this exporter or another one. */
  private volatile boolean known;

  private boolean closed;
  private @Nullable CompletableFuture<?> election;

  /**
   * @param worker takes part in the next election when one has ended
   */
  WriterLease(
      KubernetesClient client,
      String namespace,
      String name,
      TaskScheduler worker,
      ProcessClock clock) {
    this.clock = clock;
    this.startNanos = clock.nanoTime();
    this.client = client;
    this.namespace = namespace;
    this.name = name;
    this.worker = worker;
  }

  /** Takes part in the election from now on. */
  synchronized void start() {
    if (closed) {
      return;
    }
    election =
        client
            .leaderElector()
            .withConfig(
                new LeaderElectionConfigBuilder()
                    .withName(name)
                    .withLock(new LeaseLock(namespace, name, identity))
                    .withLeaseDuration(DURATION)
                    .withRenewDeadline(RENEWAL_DEADLINE)
                    .withRetryPeriod(PAUSE)
                    .withReleaseOnCancel(true)
                    .withLeaderCallbacks(
                        new LeaderCallbacks(
                            () -> holds(true), () -> holds(false), _ -> known = true))
                    .build())
            .build()
            .start();
    CompletableFuture<?> _ =
        election.whenComplete((_, _) -> {
          held = false;
          worker.runAfter(PAUSE, this::start);
        });
  }

  private void holds(boolean now) {
    if (held != now) {
      LOG.info("kubernetes lease name={} held={}", name, now);
    }
    held = now;
    if (now) {
      known = true;
    }
  }

  /** Why nobody can hold it; {@code ""} if some exporter does, or may soon. */
  String problem() {
    return known || clock.since(startNanos).compareTo(PATIENCE) < 0
        ? ""
        : "cannot take the lease " + name + ": the role must allow get, create and patch on leases";
  }

  /** Whether this exporter writes now. */
  boolean isHeld() {
    return held;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (election != null) {
      election.cancel(true);
    }
  }
}
