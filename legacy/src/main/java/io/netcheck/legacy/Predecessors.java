// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.auth.RefusalLog;
import io.netcheck.daemon.AddressKey;
import io.netcheck.daemon.http.Answer;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Route;
import io.netcheck.daemon.http.RouteAccess;
import io.netcheck.daemon.http.Routes;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.exporter.ExternalClients;
import io.netcheck.exporter.ExternalProtocol;
import io.netcheck.exporter.PodSelector;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.metrics.SeriesBudget;
import io.netcheck.exporter.store.ExternalRecords;
import io.netcheck.legacy.LegacyConfig.Api;
import io.netcheck.legacy.k8snet.K8snetApi;
import io.netcheck.legacy.netchecker.NetcheckerApi;
import io.netcheck.legacy.relay.ReportRelay;
import io.netcheck.protocol.ClientId;
import io.netcheck.report.ReportSection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Serves the APIs of both predecessors, and adds their clients to those of the exporter. The two
 * APIs share a prefix, but no path. Thread-safe.
 */
public final class Predecessors implements ExternalClients, Route {
  /** What the exporter process needs of this module. */
  public static final ExternalProtocol PROTOCOL =
      new ExternalProtocol() {
        @Override
        public List<Setting<?>> settings() {
          return LegacySettings.ALL;
        }

        @Override
        public Factory read(Settings settings) {
          return factory(LegacySettings.read(settings));
        }
      };

  /** The labels by which netchecker's own server finds its agents. */
  private static final PodSelector NETCHECKER_PODS =
      new PodSelector("netchecker", "app in (netchecker-agent,netchecker-agent-hostnet)");

  private static final String PREFIX = "/api/v1/";

  private static final String SOURCE_NOT_ALLOWED = "source_not_allowed";

  private static final List<String> REASONS = List.of("too_many_results", SOURCE_NOT_ALLOWED);

  private static final Response NOT_FOUND =
      new Response(404, "text/plain", "404 page not found".getBytes(UTF_8), Map.of());

  /** As netchecker's server answered, which was another program. */
  private static final Response NO_SUCH_AGENT =
      new Response(
          404, "text/plain; charset=utf-8", "404 page not found\n".getBytes(UTF_8), Map.of());

  private static final Answer NO_AGENT =
      new Answer.Handled(0, RequestHandler.quick(_ -> NO_SUCH_AGENT), Predecessors::refusal);

  private static final Answer NOWHERE =
      new Answer.Handled(0, RequestHandler.quick(_ -> NOT_FOUND), Predecessors::refusal);

  private final Optional<K8snetApi> k8snet;
  private final Optional<NetcheckerApi> netchecker;
  private final boolean metrics;
  private final LegacyConfig config;
  private final Consumer<String> rejected;
  private final Optional<ReportRelay> relay;

  private Predecessors(LegacyConfig config, Context context) {
    this.config = config;
    this.rejected = context.rejected();
    relay =
        config.exporters().isEmpty()
            ? Optional.empty()
            : Optional.of(ReportRelay.start(config.exporters()));
    metrics = config.metrics();
    k8snet =
        config.apis().contains(Api.K8SNET)
            ? Optional.of(
                new K8snetApi(
                    context.registry(),
                    context.clock(),
                    this::isFromAllowed,
                    this::isAuthorized,
                    context.taken(),
                    rejected))
            : Optional.empty();
    netchecker =
        config.apis().contains(Api.NETCHECKER)
            ? Optional.of(
                new NetcheckerApi(
                    context.registry(),
                    context.clock(),
                    this::isFromAllowed,
                    context.taken(),
                    rejected,
                    () -> context.inventory().get().pods(),
                    context.natives()))
            : Optional.empty();
  }

  /** Makes the configured APIs. */
  static Factory factory(LegacyConfig config) {
    return new Factory() {
      @Override
      public List<String> rejectionReasons() {
        return REASONS;
      }

      @Override
      public Optional<PodSelector> pods() {
        return config.apis().contains(Api.NETCHECKER)
            ? Optional.of(NETCHECKER_PODS)
            : Optional.empty();
      }

      @Override
      public ExternalClients create(Context context) {
        return new Predecessors(config, context);
      }
    };
  }

  @Override
  public void addTo(Routes routes) {
    if (k8snet.isPresent() || netchecker.isPresent()) {
      routes.below(PREFIX, this);
    }
    if (config.credentials().isPresent()) {
      // Only clients of k8snet-checker can send credentials. Agents of netchecker cannot, so the
      // web configuration still protects their paths.
      k8snet.ifPresent(api -> api.paths().forEach(path -> routes.access(path, RouteAccess.OWN)));
    }
  }

  @Override
  public Answer answer(RequestHead head) {
    Answer answer = answerHere(head);
    return relay.map(it -> it.passingOn(head, answer)).orElse(answer);
  }

  private Answer answerHere(RequestHead head) {
    return k8snet
        .flatMap(api -> api.answer(head))
        .or(() -> netchecker.flatMap(api -> api.answer(head)))
        .orElse(isOfNetchecker(head.path()) ? NO_AGENT : NOWHERE);
  }

  private boolean isOfNetchecker(String path) {
    return netchecker.isPresent() && path.startsWith(NetcheckerApi.AGENTS);
  }

  private boolean isFromAllowed(RequestHead head) {
    boolean allowed =
        config.takesFrom(head.client()) || relay.filter(it -> it.isPassedOn(head)).isPresent();
    if (!allowed) {
      RefusalLog.refused(SOURCE_NOT_ALLOWED, head.client());
      if (head.method().equals("POST")) {
        rejected.accept(SOURCE_NOT_ALLOWED);
      }
    }
    return allowed;
  }

  private boolean isAuthorized(RequestHead head) {
    boolean authorized =
        config.credentials().map(known -> known.match(head.authorization())).orElse(true);
    if (!authorized) {
      RefusalLog.refused(ErrorCode.UNAUTHORIZED.label(), head.client());
    }
    return authorized;
  }

  private static Response refusal(HttpError error) {
    return NOT_FOUND.withStatus(error.status());
  }

  @Override
  public Optional<MetricSource> metrics(SeriesBudget budget) {
    return metrics
        ? netchecker.map(api -> api.metrics(wanted -> budget.ask("ncagent", wanted)))
        : Optional.empty();
  }

  @Override
  public List<ReportSection> sections() {
    return k8snet.flatMap(K8snetApi::section).stream().toList();
  }

  @Override
  public ExternalRecords records() {
    Map<String, ExternalRecords> records = new HashMap<>();
    k8snet.ifPresent(api -> records.putAll(api.records()));
    netchecker.ifPresent(api -> records.putAll(api.records()));
    return new RecordsByProtocol(records);
  }

  @Override
  public void close() {
    relay.ifPresent(ReportRelay::close);
  }

  @Override
  public void tick() {
    k8snet.ifPresent(K8snetApi::tick);
  }

  @Override
  public List<Client> with(List<Client> natives) {
    List<Client> external = new ArrayList<>();
    netchecker.ifPresent(api -> external.addAll(api.clients()));
    k8snet.ifPresent(api -> external.addAll(api.clients(nodeNames(natives))));
    if (external.isEmpty()) {
      return natives;
    }
    TreeMap<ClientId, Client> all = new TreeMap<>();
    external.forEach(client -> all.put(client.id(), client));
    natives.forEach(client -> all.put(client.id(), client));
    return List.copyOf(all.values());
  }

  private static Map<AddressKey, String> nodeNames(List<Client> natives) {
    Map<AddressKey, String> names = new HashMap<>();
    for (Client client : natives) {
      client
          .identity()
          .endpoint()
          .nodeAddresses()
          .forEach(address -> names.put(AddressKey.of(address), client.id().node()));
    }
    return names;
  }
}
