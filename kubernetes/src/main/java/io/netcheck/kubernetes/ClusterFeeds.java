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
import io.netcheck.auth.TokenReviewer;
import io.netcheck.daemon.ClockReading;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TaskScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of a cluster that the exporter follows: its nodes, the pods of the agents, and those
 * of another program if there is one. Thread-safe.
 */
final class ClusterFeeds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterFeeds.class);

  /** Objects in one page of a list: a Node can have 15 KB. */
  private static final long PAGE = 100;

  /** The pause before a new list after the API refused a watch, so that it is not overloaded. */
  private static final Duration RELIST_PAUSE = Duration.ofSeconds(2);

  private final KubernetesConfig config;
  private final ProcessClock clock;
  private final Runnable changed;
  private final TaskScheduler worker;
  private final KubernetesClient client;
  private final ResourceFeed<Node, NodeFacts> nodes;
  private final ResourceFeed<Pod, PodFacts> pods;
  private final Optional<ResourceFeed<Pod, PodFacts>> otherPods;
  private final ApiCheck check = new ApiCheck();

  /**
   * Sends nothing before {@link #start}.
   *
   * @param deleted is told which nodes and which agents' pods were deleted
   * @param changed called after every change, in any thread
   * @param worker runs delayed restarts
   * @throws io.netcheck.daemon.StartException if the access to the API cannot be read
   */
  ClusterFeeds(
      KubernetesConfig config,
      ProcessClock clock,
      DeletedNodes deleted,
      Runnable changed,
      TaskScheduler worker) {
    this.config = config;
    this.clock = clock;
    this.changed = changed;
    this.worker = worker;
    client = KubernetesApi.open(config.access(), new ApiObserver(this::health, this::expired));
    nodes = nodes(new PlannedTaints(config.moreTaints()), deleted);
    pods = pods(config.selector(), (pod, _, _) -> deleted.pod(pod), "pods");
    otherPods =
        config
            .otherPods()
            .map(other -> pods(other.labels(), (_, _, _) -> {}, "pods of " + other.program()));
  }

  private ResourceFeed<Node, NodeFacts> nodes(PlannedTaints planned, DeletedNodes deleted) {
    return new ResourceFeed<>(
        () ->
            client
                .nodes()
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new SlimStore<>(meta -> new NodeBuilder().withMetadata(meta).build())),
        (node, before) ->
            NodeFacts.of(node, before, planned, config.topologyKeys(), ClockReading.of(clock)),
        false,
        (_, name, certain) -> deleted.node(name, certain),
        changed,
        new FeedHealth("nodes"));
  }

  private ResourceFeed<Pod, PodFacts> pods(
      String selector, ResourceFeed.Gone<PodFacts> gone, String what) {
    return new ResourceFeed<>(
        () ->
            selected(selector)
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new SlimStore<>(meta -> new PodBuilder().withMetadata(meta).build())),
        (pod, before) -> PodFacts.of(pod, before, clock.nanoTime()),
        true,
        gone,
        changed,
        new FeedHealth(what));
  }

  private FilterWatchListDeletable<Pod, PodList, PodResource> selected(String selector) {
    String namespace = namespace();
    return namespace.equals(KubernetesConfig.EVERYWHERE)
        ? client.pods().inAnyNamespace().withLabelSelector(selector)
        : client.pods().inNamespace(namespace).withLabelSelector(selector);
  }

  private String namespace() {
    return config
        .namespace()
        .orElseGet(() -> Objects.requireNonNullElse(client.getNamespace(), "default"));
  }

  /** Begins to follow the cluster. */
  void start() {
    check.add(nodes, () -> client.nodes().list(one()));
    check.add(pods, () -> selected(config.selector()).list(one()));
    otherPods.ifPresent(feed ->
        check.add(feed, () -> selected(config.otherPods().orElseThrow().labels()).list(one())));
    LOG.info(
        "kubernetes asked server={} selector=\"{}\"", client.getMasterUrl(), config.selector());
    all().forEach(ResourceFeed::restart);
    check.start(config.checkInterval());
  }

  /** A new object for each request, because the library writes the kind of the request into it. */
  private static ListOptions one() {
    return new ListOptionsBuilder().withLimit(1L).build();
  }

  ResourceFeed<Node, NodeFacts> nodes() {
    return nodes;
  }

  /** The pods of the agents. */
  ResourceFeed<Pod, PodFacts> pods() {
    return pods;
  }

  /** The pods of the other program; empty if there is none. */
  Optional<ResourceFeed<Pod, PodFacts>> otherPods() {
    return otherPods;
  }

  /**
   * Tells which agent a token belongs to.
   *
   * @param audience that tokens must be issued for
   * @param accounts whose pods can be agents; empty for all
   */
  TokenReviewer reviewer(String audience, Set<String> accounts) {
    AgentPods agentPods = new AgentPods(client, pods, namespace(), config.selector());
    return new KubernetesTokenReviewer(client, audience, accounts, agentPods);
  }

  /** Writes what {@code publications} ask for. */
  FaultPublisher publisher(Publications publications) {
    return new FaultPublisher(
        publications,
        client,
        Objects.requireNonNullElse(client.getNamespace(), "default"),
        nodes::facts,
        clock);
  }

  /** What cannot be followed, and why. */
  List<String> problems() {
    return all().stream()
        .map(feed -> feed.health().problem())
        .filter(problem -> !problem.isEmpty())
        .toList();
  }

  private List<ResourceFeed<?, ?>> all() {
    List<ResourceFeed<?, ?>> feeds = new ArrayList<>(List.of(nodes, pods));
    otherPods.ifPresent(feeds::add);
    return feeds;
  }

  private void expired(URI uri) {
    feed(uri)
        .filter(ResourceFeed::isToRestart)
        .ifPresent(feed -> worker.runAfter(RELIST_PAUSE, feed::restart));
  }

  private Optional<FeedHealth> health(URI uri) {
    return feed(uri).map(ResourceFeed::health);
  }

  /** The feed that a request belongs to. */
  private Optional<ResourceFeed<?, ?>> feed(URI uri) {
    if (uri.getPath().endsWith("/nodes")) {
      return Optional.of(nodes);
    }
    if (uri.getPath().endsWith("/pods")) {
      String query = Objects.requireNonNullElse(uri.getQuery(), "");
      boolean other = config.otherPods().filter(it -> query.contains(it.labels())).isPresent();
      return Optional.of(other ? otherPods.orElseThrow() : pods);
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    check.close();
    all().forEach(ResourceFeed::close);
    client.close();
  }
}
