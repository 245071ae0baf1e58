// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Names;
import io.netcheck.protocol.ServiceResult;
import io.netcheck.verdict.Observer;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Converts netchecker's agents to clients of the exporter. They report that they are alive, and the
 * results for their URLs. They probe no peers, so they have no links.
 */
final class ReportingAgentClients {
  private static final String SOFTWARE = "netchecker";

  /** They serve nothing, but an endpoint needs a port: 9 is discard (RFC 863). */
  private static final Endpoint NOWHERE = new Endpoint(List.of(), List.of(), 9);

  private static final int MICROS_A_MILLI = 1_000;
  private static final long LONGEST_MILLIS = 600_000;

  private ReportingAgentClients() {}

  static List<Client> of(List<ReportingAgent> reporters, long nowNanos) {
    Map<ClientId, ReportingAgent> holders = new TreeMap<>();
    Map<ClientId, List<ReportingAgent>> others = new HashMap<>();
    for (ReportingAgent reporter : reporters) {
      id(reporter)
          .ifPresent(id -> {
            ReportingAgent other = holders.get(id);
            boolean later = other == null || reporter.heardNanos() > other.heardNanos();
            holders.put(id, later ? reporter : other);
            if (other != null) {
              others.computeIfAbsent(id, _ -> new ArrayList<>()).add(later ? other : reporter);
            }
          });
    }
    List<Client> clients = new ArrayList<>(holders.size());
    holders.forEach((id, holder) -> {
      List<Client.Duplicate> duplicates =
          others.getOrDefault(id, List.of()).stream()
              .filter(other ->
                  !other.isOutdated(nowNanos)
                      && other.heardNanos() > holder.incarnationBeganNanos())
              .map(other -> new Client.Duplicate(other.report().podName(), NOWHERE))
              .toList();
      clients.add(client(id, holder, duplicates, nowNanos));
    });
    return clients;
  }

  /** An agent that does not send its node has the name of its pod. */
  private static Optional<ClientId> id(ReportingAgent reporter) {
    AgentReport report = reporter.report();
    AgentKind kind = report.isHostNetwork() ? AgentKind.HOST : AgentKind.POD;
    String name = report.nodeName().isEmpty() ? report.podName() : report.nodeName();
    return Optional.of(name.toLowerCase(Locale.ROOT))
        .filter(Names::isNode)
        .map(node -> new ClientId(kind, node));
  }

  private static Client client(
      ClientId id, ReportingAgent reporter, List<Client.Duplicate> duplicates, long nowNanos) {
    AgentReport report = reporter.report();
    return new Client(
        new Client.Identity(
            id,
            report.podName() + (reporter.incarnation() == 1 ? "" : "+" + reporter.incarnation()),
            NOWHERE,
            "",
            report.version(),
            SOFTWARE),
        reporter.isOutdated(nowNanos) ? ClientState.STALE : ClientState.ACTIVE,
        "",
        true,
        duplicates,
        new Client.Timing(
            reporter.heardAt(),
            Duration.ofNanos(Math.max(0, nowNanos - reporter.heardNanos())),
            report
                .hostDate()
                .map(date -> Duration.between(reporter.heardAt(), date.instant()))
                .orElse(Duration.ZERO),
            Observer.Reporting.external(reporter.heardNanos(), true)),
        new Client.Results(List.of(), services(reporter.probes()), List.of()));
  }

  /** One result per host. Several URLs of a host are one service, which is up if all are up. */
  private static List<ServiceResult> services(List<HttpProbe> probes) {
    Map<String, ServiceResult> services = new LinkedHashMap<>();
    for (HttpProbe probe : probes) {
      service(probe)
          .ifPresent(result ->
              services.merge(
                  result.service() + " " + result.probe(),
                  result,
                  (one, other) -> one.state() == LinkState.DOWN ? one : other));
    }
    return List.copyOf(services.values());
  }

  private static Optional<ServiceResult> service(HttpProbe probe) {
    try {
      URI uri = new URI(probe.url());
      String host = String.valueOf(uri.getHost()).replaceAll("[\\[\\]]", "").replace(':', '-');
      String scheme = "https".equals(uri.getScheme()) ? "https" : "http";
      if (uri.getHost() == null || !Names.isDomain(host)) {
        return Optional.empty();
      }
      LinkState state = probe.isUp() ? LinkState.UP : LinkState.DOWN;
      return Optional.of(
          new ServiceResult(
              host,
              scheme,
              state,
              1,
              state == LinkState.UP ? 0 : 1,
              state == LinkState.UP ? micros(probe) : 0,
              state == LinkState.DOWN && probe.httpCode() >= 400
                  ? Optional.of(FailureReason.STATUS)
                  : Optional.empty()));
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private static int micros(HttpProbe probe) {
    long millis =
        HttpProbe.isMeasured(probe.total())
            ? probe.total()
            : probe.connect() + probe.serverProcessing();
    return (int) Math.clamp(millis, 0, LONGEST_MILLIS) * MICROS_A_MILLI;
  }
}
