// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.client.ExpectedClients;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The clients as metrics. The series are made from a snapshot at scrape time: a client that is
 * forgotten is gone at the next scrape.
 */
public final class ClientMetrics implements MultiCollector {
  /** Of each client: its last heartbeat and its info. */
  private static final int SERIES_PER_CLIENT = 2;

  private final Supplier<List<Client>> clients;
  private final ExpectedClients expected;
  private final SeriesBudget budget;
  private volatile Map<ClientId, ClientLabels> labels = Map.of();

  public ClientMetrics(
      Supplier<List<Client>> clients, ExpectedClients expected, SeriesBudget budget) {
    this.clients = clients;
    this.expected = expected;
    this.budget = budget;
  }

  @Override
  public MetricSnapshots collect() {
    List<Client> now = clients.get();
    MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
    count(now, snapshots);
    each(now, snapshots);
    return snapshots.build();
  }

  private void count(List<Client> now, MetricSnapshots.Builder snapshots) {
    ClientCounts counts = new ClientCounts(now);
    MetricFamily states = new MetricFamily("netcheck_clients", "Clients by their state.");
    MetricFamily wanted =
        new MetricFamily(
            "netcheck_clients_expected",
            "How many clients there should be; where nobody says, those known and not going.");
    MetricFamily duplicates =
        new MetricFamily(
            "netcheck_duplicate_clients",
            "Living agents that claim the identity of another one, which started later.");
    MetricFamily stalled =
        new MetricFamily(
            "netcheck_stalled_clients", "Active clients whose rounds of probing stand still.");
    for (AgentKind kind : AgentKind.values()) {
      Labels ofKind = Labels.of("kind", kind.label());
      for (ClientState state : ClientState.values()) {
        states.add(counts.in(kind, state), Labels.of("kind", kind.label(), "state", state.label()));
      }
      wanted.add(expected.of(kind, now), ofKind);
      duplicates.add(counts.duplicates(kind), ofKind);
      stalled.add(counts.stalled(kind), ofKind);
    }
    MetricFamily versions =
        new MetricFamily("netcheck_clients_by_version", "Clients by the version of their agent.");
    counts
        .byVersion()
        .forEach((version, count) -> versions.add(count, Labels.of("version", version)));
    snapshots
        .metricSnapshot(states.gauge())
        .metricSnapshot(wanted.gauge())
        .metricSnapshot(duplicates.gauge())
        .metricSnapshot(stalled.gauge())
        .metricSnapshot(versions.gauge());
  }

  private void each(List<Client> now, MetricSnapshots.Builder snapshots) {
    MetricFamily heartbeats =
        new MetricFamily(
            "netcheck_client_last_heartbeat_timestamp_seconds",
            "When the last heartbeat of a client came, by the exporter's clock.");
    MetricFamily infos =
        new MetricFamily("netcheck_client", "What a client says of itself; always 1.");
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
      heartbeats.add(client.lastHeartbeat().toEpochMilli() / 1e3, its.identity());
      infos.add(1, its.info());
    }
    labels = after;
    snapshots.metricSnapshot(heartbeats.gauge()).metricSnapshot(infos.info());
  }
}
