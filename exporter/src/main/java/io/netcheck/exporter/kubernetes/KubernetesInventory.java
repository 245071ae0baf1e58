// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.kubernetes;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.Inventory;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the nodes and the agents' pods of a cluster, and answers what they said last. Nobody
 * waits for the API here: while it is away, everything stays as it was.
 */
public final class KubernetesInventory implements Supplier<Inventory>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesInventory.class);

  /** One change comes seldom alone. */
  private static final long DEBOUNCE_MILLIS = 50;

  /** A list comes in parts of so many: a Node may have 15 KB. */
  private static final long PART = 500;

  private static final ListOptions ONE = new ListOptionsBuilder().withLimit(1L).build();

  private final Runnable changed;
  private final Departed departed;
  private final KubernetesClient client;
  private final Feed<Node, NodeFacts> nodes;
  private final Feed<Pod, PodFacts> pods;
  private final ApiCheck check = new ApiCheck();
  private final AtomicBoolean awaited = new AtomicBoolean();
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("kubernetes-view").factory());
  private volatile Inventory view = Inventory.NONE;

  /**
   * Begins to follow the cluster.
   *
   * @param changed told when there is another answer
   * @throws io.netcheck.daemon.StartException if the access to the API cannot be read
   */
  public KubernetesInventory(KubernetesConfig config, ProcessClock clock, Runnable changed) {
    this.changed = changed;
    this.departed = new Departed(clock);
    Health nodeHealth = new Health("nodes");
    Health podHealth = new Health("pods");
    client =
        Api.open(
            config.access(),
            new ApiObserver(
                Map.of(
                    uri -> uri.getPath().endsWith("/nodes"), nodeHealth,
                    uri -> uri.getPath().endsWith("/pods"), podHealth)));
    PlannedTaints planned = new PlannedTaints(config.moreTaints());
    nodes =
        new Feed<>(
            () ->
                client
                    .nodes()
                    .withLimit(PART)
                    .runnableInformer(0)
                    .itemStore(
                        new SlimStore<>(meta -> new NodeBuilder().withMetadata(meta).build())),
            (node, _) -> NodeFacts.of(node, planned),
            false,
            (_, name, certain) -> departed.node(name, certain),
            this::changed,
            nodeHealth);
    pods =
        new Feed<>(
            () ->
                pods(config)
                    .withLimit(PART)
                    .runnableInformer(0)
                    .itemStore(
                        new SlimStore<>(meta -> new PodBuilder().withMetadata(meta).build())),
            (pod, before) -> PodFacts.of(pod, before, clock.nanoTime()),
            true,
            (pod, _, _) -> departed.pod(pod),
            this::changed,
            podHealth);
    check.add(nodes, () -> client.nodes().list(ONE));
    check.add(pods, () -> pods(config).list(ONE));
    LOG.info(
        "kubernetes follows server={} selector=\"{}\"", client.getMasterUrl(), config.selector());
    nodes.restart();
    pods.restart();
    check.start(config.checkInterval());
  }

  private FilterWatchListDeletable<Pod, PodList, PodResource> pods(KubernetesConfig config) {
    String namespace =
        config
            .namespace()
            .orElseGet(() -> Objects.requireNonNullElse(client.getNamespace(), "default"));
    return namespace.equals(KubernetesConfig.EVERYWHERE)
        ? client.pods().inAnyNamespace().withLabelSelector(config.selector())
        : client.pods().inNamespace(namespace).withLabelSelector(config.selector());
  }

  @Override
  public Inventory get() {
    return view;
  }

  /** What cannot be followed, and why. */
  public List<String> problems() {
    return List.of(nodes.health().problem(), pods.health().problem()).stream()
        .filter(problem -> !problem.isEmpty())
        .toList();
  }

  private void changed() {
    if (awaited.compareAndSet(false, true)) {
      try {
        Future<?> _ = worker.schedule(this::look, DEBOUNCE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException _) {
        // It is closed, and nobody asks any more.
      }
    }
  }

  private void look() {
    awaited.set(false);
    @Nullable Map<String, NodeFacts> nodesNow = nodes.facts();
    @Nullable Map<String, PodFacts> podsNow = pods.facts();
    Collection<PodFacts> all = podsNow == null ? List.of() : podsNow.values();
    departed.tidy(
        nodesNow == null ? Set.of() : nodesNow.keySet(),
        all.stream().map(PodFacts::client).filter(Objects::nonNull).collect(Collectors.toSet()));
    view = new ClusterView(nodesNow, all, departed.agents(), departed.nodes());
    changed.run();
  }

  @Override
  public void close() {
    check.close();
    nodes.close();
    pods.close();
    client.close();
    worker.shutdownNow();
  }
}
