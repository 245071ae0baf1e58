// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TaskScheduler;
import io.netcheck.exporter.assess.Assessment;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Kubernetes about faults of nodes: by Events and by a condition. Only one exporter of
 * several does, and none while the API does not accept it. Thread-safe.
 */
final class FaultPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FaultPublisher.class);

  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Publications wanted;
  private final Supplier<@Nullable Map<String, NodeFacts>> nodes;
  private final NodeEvents events;
  private final NodeConditions conditions;
  private final TaskScheduler worker = new TaskScheduler("kubernetes-publisher");
  private final WriterLease lease;
  private volatile @Nullable Assessment latest;
  private volatile String problem = "";

  /**
   * Starts at once.
   *
   * @param namespace of the Lease
   * @param nodes what the API says of them, by name; null if it was not heard yet
   */
  FaultPublisher(
      Publications wanted,
      KubernetesClient client,
      String namespace,
      Supplier<@Nullable Map<String, NodeFacts>> nodes,
      ProcessClock clock) {
    this.wanted = wanted;
    this.nodes = nodes;
    events = new NodeEvents(client, clock);
    conditions = new NodeConditions(client, clock);
    lease = new WriterLease(client, namespace, wanted.lease(), worker, clock);
    worker.runAfter(Duration.ZERO, lease::start);
    worker.repeat(PAUSE, this::write);
  }

  /** Publishes this assessment, unless there is a later one by then. */
  void offer(Assessment assessment) {
    latest = assessment;
  }

  /** What does not work, and why; empty if everything does. */
  Optional<String> problem() {
    return Optional.of(problem).filter(text -> !text.isEmpty());
  }

  private void write() {
    Assessment now = latest;
    Map<String, NodeFacts> known = nodes.get();
    if (!lease.isHeld()) {
      settle(lease.problem());
      return;
    }
    if (now == null || known == null) {
      return;
    }
    WriteAttempts attempts = new WriteAttempts();
    if (wanted.events()) {
      events.write(now.faults(), known, attempts);
    }
    if (wanted.condition()) {
      Map<String, NodeFacts> mayRun = new HashMap<>(known);
      mayRun.values().removeIf(node -> !node.mayRunAgents());
      conditions.write(NodeReachabilityRule.of(now, mayRun.keySet()), mayRun, attempts);
    }
    if (attempts.isAny()) {
      settle(attempts.problem());
    }
  }

  private void settle(String because) {
    if (!because.equals(problem)) {
      if (because.isEmpty()) {
        LOG.info("kubernetes accepts events and conditions again");
      } else {
        LOG.warn("kubernetes refuses because=\"{}\"", because);
      }
    }
    problem = because;
  }

  @Override
  public void close() {
    lease.close();
    worker.close();
  }
}
