// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

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
import io.netcheck.daemon.TaskScheduler;
import io.netcheck.exporter.auth.TokenReviewer;
import io.netcheck.exporter.client.ClusterInventory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
public final class KubernetesInventory implements Supplier<ClusterInventory>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesInventory.class);

  /** One change comes seldom alone. */
  private static final Duration DEBOUNCE = Duration.ofMillis(50);

  /** A list comes in parts of so many: a Node may have 15 KB. */
  private static final long PART = 100;

  /** An API that refuses each watch is not asked for list after list. */
  private static final Duration RESTART_PAUSE = Duration.ofSeconds(2);

  /** As netchecker's own server looks for them. */
  private static final String NETCHECKER = "app in (netchecker-agent,netchecker-agent-hostnet)";

  private final KubernetesConfig config;
  private final ProcessClock clock;
  private final Runnable changed;
  private final DeletedNodes departed;
  private final KubernetesClient client;
  private final FeedHealth nodeHealth = new FeedHealth("nodes");
  private final FeedHealth podHealth = new FeedHealth("pods");
  private final FeedHealth legacyHealth = new FeedHealth("pods of netchecker");
  private final ResourceFeed<Node, NodeFacts> nodes;
  private final ResourceFeed<Pod, PodFacts> pods;
  private final Optional<ResourceFeed<Pod, PodFacts>> legacyPods;
  private final AgentPods agentPods;
  private final ApiCheck check = new ApiCheck();
  private final AtomicBoolean awaited = new AtomicBoolean();
  private final TaskScheduler worker = new TaskScheduler("kubernetes-view");
  private volatile ClusterInventory view = ClusterInventory.NONE;

  /**
   * Begins to follow the cluster.
   *
   * @param changed told when there is another answer
   * @throws io.netcheck.daemon.StartException if the access to the API cannot be read
   */
  public KubernetesInventory(KubernetesConfig config, ProcessClock clock, Runnable changed) {
    this.config = config;
    this.clock = clock;
    this.changed = changed;
    departed = new DeletedNodes(clock);
    client = KubernetesApi.open(config.access(), new ApiObserver(this::health, this::expired));
    nodes = nodes(new PlannedTaints(config.moreTaints()));
    pods = pods(config.selector(), (pod, _, _) -> departed.pod(pod), podHealth);
    legacyPods =
        config.netchecker()
            ? Optional.of(pods(NETCHECKER, (_, _, _) -> {}, legacyHealth))
            : Optional.empty();
    agentPods = new AgentPods(client, pods, namespace(), config.selector());
    check.add(nodes, () -> client.nodes().list(one()));
    check.add(pods, () -> selected(config.selector()).list(one()));
    legacyPods.ifPresent(feed -> check.add(feed, () -> selected(NETCHECKER).list(one())));
    LOG.info(
        "kubernetes asked server={} selector=\"{}\"", client.getMasterUrl(), config.selector());
    feeds().forEach(ResourceFeed::restart);
    check.start(config.checkInterval());
  }

  private ResourceFeed<Node, NodeFacts> nodes(PlannedTaints planned) {
    return new ResourceFeed<>(
        () ->
            client
                .nodes()
                .withLimit(PART)
                .runnableInformer(0)
                .itemStore(new SlimStore<>(meta -> new NodeBuilder().withMetadata(meta).build())),
        (node, _) -> NodeFacts.of(node, planned),
        false,
        (_, name, certain) -> departed.node(name, certain),
        this::changed,
        nodeHealth);
  }

  private ResourceFeed<Pod, PodFacts> pods(
      String selector, ResourceFeed.Gone<PodFacts> gone, FeedHealth health) {
    return new ResourceFeed<>(
        () ->
            selected(selector)
                .withLimit(PART)
                .runnableInformer(0)
                .itemStore(new SlimStore<>(meta -> new PodBuilder().withMetadata(meta).build())),
        (pod, before) -> PodFacts.of(pod, before, clock.nanoTime()),
        true,
        gone,
        this::changed,
        health);
  }

  /**
   * Who says whose the agents' tokens are.
   *
   * @param audience that they must be made for
   * @param accounts whose pods may be agents; empty for all
   */
  public TokenReviewer reviewer(String audience, Set<String> accounts) {
    return new PodTokens(client, audience, accounts, agentPods);
  }

  private String namespace() {
    return config
        .namespace()
        .orElseGet(() -> Objects.requireNonNullElse(client.getNamespace(), "default"));
  }

  private FilterWatchListDeletable<Pod, PodList, PodResource> selected(String selector) {
    String namespace = namespace();
    return namespace.equals(KubernetesConfig.EVERYWHERE)
        ? client.pods().inAnyNamespace().withLabelSelector(selector)
        : client.pods().inNamespace(namespace).withLabelSelector(selector);
  }

  /** The library writes into it what is asked of one kind: never the same for another. */
  private static ListOptions one() {
    return new ListOptionsBuilder().withLimit(1L).build();
  }

  private List<ResourceFeed<?, ?>> feeds() {
    List<ResourceFeed<?, ?>> feeds = new ArrayList<>(List.of(nodes, pods));
    legacyPods.ifPresent(feeds::add);
    return feeds;
  }

  private void expired(URI uri) {
    health(uri)
        .flatMap(about -> feeds().stream().filter(feed -> feed.health().equals(about)).findFirst())
        .filter(ResourceFeed::isToRestart)
        .ifPresent(feed -> worker.runAfter(RESTART_PAUSE, feed::restart));
  }

  /** What a request is about. */
  private Optional<FeedHealth> health(URI uri) {
    if (uri.getPath().endsWith("/nodes")) {
      return Optional.of(nodeHealth);
    }
    if (uri.getPath().endsWith("/pods")) {
      boolean legacy = uri.getQuery() != null && uri.getQuery().contains(NETCHECKER);
      return Optional.of(legacy ? legacyHealth : podHealth);
    }
    return Optional.empty();
  }

  @Override
  public ClusterInventory get() {
    return view;
  }

  /**
   * Looks for nodes that were there before this process was. Those that are missing from a complete
   * list were deleted meanwhile: as after an outage, it is the list that decides.
   */
  public void expect(Supplier<Set<String>> earlier) {
    @Nullable Map<String, NodeFacts> there = nodes.facts();
    if (there == null || !nodeHealth.problem().isEmpty()) {
      return;
    }
    Set<String> missing = new HashSet<>(earlier.get());
    missing.removeAll(there.keySet());
    missing.forEach(name -> departed.node(name, false));
    if (!missing.isEmpty()) {
      LOG.info("kubernetes nodes gone since before the start count={}", missing.size());
      changed();
    }
  }

  /** What cannot be followed, and why. */
  public List<String> problems() {
    return feeds().stream()
        .map(feed -> feed.health().problem())
        .filter(problem -> !problem.isEmpty())
        .toList();
  }

  private void changed() {
    if (awaited.compareAndSet(false, true)) {
      worker.runAfter(DEBOUNCE, this::look);
    }
  }

  private void look() {
    awaited.set(false);
    @Nullable Map<String, NodeFacts> nodesNow = nodes.facts();
    @Nullable Map<String, PodFacts> podsNow = pods.facts();
    @Nullable Map<String, PodFacts> legacyNow =
        legacyPods.isPresent() ? legacyPods.get().facts() : null;
    departed.tidy(
        nodesNow == null ? Set.of() : nodesNow.keySet(),
        podsNow == null
            ? Set.of()
            : podsNow.values().stream()
                .map(PodFacts::client)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
    view =
        new ClusterView(
            nodesNow,
            podsNow == null ? null : podsNow.values(),
            legacyNow == null ? null : legacyNow.values(),
            departed.agents(),
            departed.nodes());
    changed.run();
  }

  @Override
  public void close() {
    check.close();
    feeds().forEach(ResourceFeed::close);
    client.close();
    worker.close();
  }
}
