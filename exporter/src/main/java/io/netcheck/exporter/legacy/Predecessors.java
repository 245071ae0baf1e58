// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.Head;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Subtree;
import io.netcheck.exporter.auth.RefusalLog;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.Inventory;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.legacy.LegacyConfig.Api;
import io.netcheck.exporter.legacy.k8snet.K8snetApi;
import io.netcheck.exporter.legacy.netchecker.NetcheckerApi;
import io.netcheck.exporter.report.Section;
import io.netcheck.protocol.ClientId;
import io.prometheus.metrics.model.registry.MultiCollector;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * Both predecessors' APIs below one prefix, no path of which they share, and their clients among
 * those of the exporter.
 */
public final class Predecessors implements Subtree {
  public static final String PREFIX = "/api/v1/";

  private static final String SOURCE_NOT_ALLOWED = "source_not_allowed";

  /** The reasons for which something can be left out, beside those of a heartbeat of our own. */
  public static final List<String> REASONS = List.of("too_many_results", SOURCE_NOT_ALLOWED);

  private static final Response NOT_FOUND =
      new Response(404, "text/plain", "404 page not found".getBytes(UTF_8), Map.of());

  private static final Branch NOWHERE = new Answered(0, _ -> NOT_FOUND, Predecessors::refusal);

  private final Optional<K8snetApi> k8snet;
  private final Optional<NetcheckerApi> netchecker;
  private final boolean metrics;
  private final LegacyConfig config;
  private final Consumer<String> rejected;
  private final RefusalLog refusals;

  /**
   * @param taken told of every heartbeat or report that counts
   * @param rejected told why something does not
   * @param inventory knows which pods should report
   * @param natives the exporter's own clients
   */
  public Predecessors(
      LegacyConfig config,
      RegistryConfig registry,
      ProcessClock clock,
      Runnable taken,
      Consumer<String> rejected,
      Supplier<Inventory> inventory,
      Supplier<List<Client>> natives) {
    this.config = config;
    this.rejected = rejected;
    this.refusals = new RefusalLog(clock);
    metrics = config.metrics();
    k8snet =
        config.apis().contains(Api.K8SNET)
            ? Optional.of(
                new K8snetApi(
                    registry,
                    clock,
                    this::isFromAllowed,
                    header -> config.credentials().map(c -> c.match(header)).orElse(true),
                    taken,
                    rejected))
            : Optional.empty();
    netchecker =
        config.apis().contains(Api.NETCHECKER)
            ? Optional.of(
                new NetcheckerApi(
                    registry,
                    clock,
                    this::isFromAllowed,
                    taken,
                    rejected,
                    () -> inventory.get().pods(),
                    natives))
            : Optional.empty();
  }

  /** Whether there is anything to serve. */
  public boolean areServed() {
    return k8snet.isPresent() || netchecker.isPresent();
  }

  /**
   * Where they ask for credentials of their own, so that nobody else has to. netchecker's agents
   * can send none, so nothing of theirs is among it.
   */
  public Set<String> ownAccess() {
    return config.credentials().isPresent()
        ? k8snet.map(K8snetApi::paths).orElse(Set.of())
        : Set.of();
  }

  @Override
  public Branch at(Head head) {
    return k8snet
        .flatMap(api -> api.at(head))
        .or(() -> netchecker.flatMap(api -> api.at(head)))
        .orElse(NOWHERE);
  }

  private boolean isFromAllowed(Head head) {
    boolean allowed = config.takesFrom(head.client());
    if (!allowed) {
      refusals.refused(SOURCE_NOT_ALLOWED, head.client(), "");
      if (head.method().equals("POST")) {
        rejected.accept(SOURCE_NOT_ALLOWED);
      }
    }
    return allowed;
  }

  private static Response refusal(HttpError error) {
    return NOT_FOUND.withStatus(error.status());
  }

  /** The metrics of netchecker's server, where they are wanted. */
  public Optional<MultiCollector> metrics(IntUnaryOperator budget) {
    return metrics ? netchecker.map(api -> api.metrics(budget)) : Optional.empty();
  }

  /** What the printed report has to say of them beside all that it says of everybody. */
  public List<Section> sections() {
    return k8snet.flatMap(K8snetApi::section).stream().toList();
  }

  /** To be called every second or so. */
  public void tick() {
    k8snet.ifPresent(K8snetApi::tick);
  }

  /**
   * The exporter's own clients and theirs, by identity. Of two with one identity the exporter's own
   * stays: it measures more, and says so more often.
   */
  public List<Client> with(List<Client> natives) {
    List<Client> theirs = new ArrayList<>();
    netchecker.ifPresent(api -> theirs.addAll(api.clients()));
    k8snet.ifPresent(api -> theirs.addAll(api.clients(nodeNames(natives))));
    if (theirs.isEmpty()) {
      return natives;
    }
    TreeMap<ClientId, Client> all = new TreeMap<>();
    theirs.forEach(client -> all.put(client.id(), client));
    natives.forEach(client -> all.put(client.id(), client));
    return List.copyOf(all.values());
  }

  private static Map<InetAddress, String> nodeNames(List<Client> natives) {
    Map<InetAddress, String> names = new HashMap<>();
    for (Client client : natives) {
      client.endpoint().nodeAddresses().forEach(a -> names.put(a, client.id().node()));
    }
    return names;
  }
}
