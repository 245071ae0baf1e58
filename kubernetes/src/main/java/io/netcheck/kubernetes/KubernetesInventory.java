// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.netcheck.auth.TokenReviewer;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TaskScheduler;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.client.ClusterInventory;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the Kubernetes API said last about the nodes and the agents' pods of a cluster. Callers
 * never wait for the API: while it does not answer, the last view stays. Thread-safe.
 */
public final class KubernetesInventory implements Supplier<ClusterInventory>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesInventory.class);

  /** Changes often come in groups, and one new view covers a group. */
  private static final Duration DEBOUNCE = Duration.ofMillis(50);

  /** How late it can be seen that a pod has been pending for too long. */
  private static final Duration REFRESH = Duration.ofSeconds(15);

  private final ProcessClock clock;
  private final Runnable changed;
  private final DeletedNodes deleted;
  private final ClusterFeeds feeds;
  private final AtomicBoolean refreshDue = new AtomicBoolean();
  private final TaskScheduler worker = new TaskScheduler("kubernetes-view");
  private final Optional<FaultPublisher> publisher;
  private volatile ClusterInventory view = ClusterInventory.NONE;

  /**
   * Begins to follow the cluster.
   *
   * @param changed called when there is a new view
   * @throws io.netcheck.daemon.StartException if the access to the API cannot be read
   */
  public KubernetesInventory(KubernetesConfig config, ProcessClock clock, Runnable changed) {
    this.clock = clock;
    this.changed = changed;
    deleted = new DeletedNodes(clock);
    feeds = new ClusterFeeds(config, clock, deleted, this::changed, worker);
    feeds.start();
    publisher =
        Optional.of(config.publications()).filter(Publications::isAny).map(feeds::publisher);
    worker.repeat(REFRESH, this::changed);
  }

  /**
   * Tells which agent a token belongs to.
   *
   * @param audience that tokens must be issued for
   * @param accounts whose pods can be agents; empty for all
   */
  public TokenReviewer reviewer(String audience, Set<String> accounts) {
    return feeds.reviewer(audience, accounts);
  }

  @Override
  public ClusterInventory get() {
    return view;
  }

  /**
   * Compares the nodes that existed before this process started with those that exist now. Nodes
   * that are missing from a complete list were deleted meanwhile.
   */
  public void expect(Supplier<Set<String>> earlier) {
    @Nullable Map<String, NodeFacts> there = feeds.nodes().facts();
    if (there == null || !feeds.nodes().health().problem().isEmpty()) {
      return;
    }
    Set<String> missing = new HashSet<>(earlier.get());
    missing.removeAll(there.keySet());
    missing.forEach(name -> deleted.node(name, false));
    if (!missing.isEmpty()) {
      LOG.info("kubernetes nodes gone since before the start count={}", missing.size());
      changed();
    }
  }

  /** What cannot be followed or written, and why. */
  public List<String> problems() {
    return Stream.concat(
            feeds.problems().stream(), publisher.flatMap(FaultPublisher::problem).stream())
        .toList();
  }

  /** Tells the cluster about the faults of this assessment, if that is configured. */
  public void publish(Assessment assessment) {
    publisher.ifPresent(it -> it.offer(assessment));
  }

  private void changed() {
    if (refreshDue.compareAndSet(false, true)) {
      worker.runAfter(DEBOUNCE, this::refresh);
    }
  }

  private void refresh() {
    refreshDue.set(false);
    @Nullable Map<String, NodeFacts> nodes = feeds.nodes().facts();
    @Nullable Map<String, PodFacts> pods = feeds.pods().facts();
    @Nullable Map<String, PodFacts> otherPods =
        feeds.otherPods().isPresent() ? feeds.otherPods().get().facts() : null;
    deleted.tidy(
        nodes == null ? Set.of() : nodes.keySet(),
        pods == null
            ? Set.of()
            : pods.values().stream()
                .map(PodFacts::client)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
    view =
        new ClusterView(
            nodes,
            pods == null ? null : pods.values(),
            otherPods == null ? null : otherPods.values(),
            deleted.agents(),
            deleted.nodes(),
            clock.nanoTime());
    changed.run();
  }

  @Override
  public void close() {
    publisher.ifPresent(FaultPublisher::close);
    feeds.close();
    worker.close();
  }
}
