// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The clients of the latest assessment as metrics. */
public final class ClientMetrics implements MetricSource {
  /** Of each client: its last heartbeat and its info. */
  private static final int SERIES_PER_CLIENT = 2;

  private final Supplier<Assessment> assessments;
  private final SeriesBudget budget;
  private volatile Map<ClientId, ClientLabels> labels = Map.of();

  public ClientMetrics(Supplier<Assessment> assessments, SeriesBudget budget) {
    this.assessments = assessments;
    this.budget = budget;
  }

  @Override
  public List<MetricFamily> families() {
    return families(assessments.get());
  }

  List<MetricFamily> families(Assessment assessment) {
    List<Client> now = assessment.clients();
    ClientCounts counts = new ClientCounts(now);
    MetricFamily states = ExporterMetric.CLIENTS.family();
    MetricFamily wanted = ExporterMetric.CLIENTS_EXPECTED.family();
    MetricFamily duplicates = ExporterMetric.DUPLICATE_CLIENTS.family();
    MetricFamily stalled = ExporterMetric.STALLED_CLIENTS.family();
    for (AgentKind kind : AgentKind.values()) {
      for (ClientState state : ClientState.values()) {
        states.add(counts.in(kind, state), kind.label(), state.label());
      }
      wanted.add(assessment.expected().of(kind), kind.label());
      duplicates.add(counts.duplicates(kind), kind.label());
      stalled.add(counts.stalled(kind), kind.label());
    }
    MetricFamily versions = ExporterMetric.CLIENTS_BY_VERSION.family();
    counts.byVersion().forEach((version, count) -> versions.add(count, version));
    MetricFamily heartbeats = ExporterMetric.CLIENT_LAST_HEARTBEAT.family();
    MetricFamily infos = ExporterMetric.CLIENT_INFO.family();
    addEach(now, heartbeats, infos);
    return List.of(states, wanted, duplicates, stalled, versions, heartbeats, infos);
  }

  private void addEach(List<Client> now, MetricFamily heartbeats, MetricFamily infos) {
    int room = budget.ask("clients", now.size() * SERIES_PER_CLIENT) / SERIES_PER_CLIENT;
    Map<ClientId, ClientLabels> before = labels;
    Map<ClientId, ClientLabels> after = HashMap.newHashMap(room);
    for (Client client : now.subList(0, room)) {
      if (!client.isHeard()) {
        continue;
      }
      ClientLabels known = before.get(client.id());
      ClientLabels its = known != null && known.fits(client) ? known : new ClientLabels(client);
      after.put(client.id(), its);
      heartbeats.add(client.timing().lastHeartbeat().toEpochMilli() / 1e3, its.identity());
      infos.add(1, its.info());
    }
    labels = after;
  }
}
