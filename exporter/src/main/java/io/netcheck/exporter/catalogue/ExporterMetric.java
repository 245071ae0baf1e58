// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.catalogue;

import static io.netcheck.daemon.metrics.Metric.counter;
import static io.netcheck.daemon.metrics.Metric.gauge;
import static io.netcheck.daemon.metrics.Metric.histogram;
import static io.netcheck.daemon.metrics.Metric.info;

import io.netcheck.auth.AuthMetrics;
import io.netcheck.daemon.metrics.Metric;
import java.util.List;

/** The metrics of the exporter, without those of its extensions. */
public final class ExporterMetric {
  public static final Metric CLIENTS =
      gauge("netcheck_clients", "Clients by state, including zeros.")
          .by("kind", "state")
          .series("10")
          .note(
              "`active`, `stale`, `leaving`, `expected_down`, `absent`; the last two only"
                  + " [with Kubernetes](kubernetes.md#what-it-makes-of-it).");

  public static final Metric CLIENTS_EXPECTED =
      gauge("netcheck_clients_expected", "Expected number of clients.")
          .by("kind")
          .series("2")
          .note(
              "`NETCHECK_EXPECTED_CLIENTS`, or else the known ones that should stay plus running"
                  + " agents that never reported.");

  public static final Metric CLIENTS_BY_VERSION =
      gauge("netcheck_clients_by_version", "Clients by the version of their agent.")
          .by("version")
          .series("at most 21")
          .note(
              "Clients of every state except `absent`; versions beyond the 20 most frequent count"
                  + " as `other`.");

  public static final Metric DUPLICATE_CLIENTS =
      gauge(
              "netcheck_duplicate_clients",
              "Running agents that claim an identity which a later one holds.")
          .by("kind")
          .series("2");

  public static final Metric STALLED_CLIENTS =
      gauge("netcheck_stalled_clients", "Active clients whose rounds of probes do not advance.")
          .by("kind")
          .series("2");

  public static final Metric CLIENT_LAST_HEARTBEAT =
      gauge(
              "netcheck_client_last_heartbeat_timestamp_seconds",
              "When the client's last heartbeat arrived, in seconds since 1970 by the exporter's"
                  + " clock.")
          .by("kind", "node")
          .series("C");

  public static final Metric CLIENT_INFO =
      info("netcheck_client_info", "What a client reports about itself; always 1.")
          .by("kind", "node", "zone", "version")
          .series("C");

  public static final Metric NODE_INBOUND =
      gauge(
              "netcheck_node_inbound_reachable_ratio",
              "Share of the measured links to the node that are up; absent if none is measured.")
          .by("network", "node")
          .series("N per network");

  public static final Metric NODE_OUTBOUND =
      gauge(
              "netcheck_node_outbound_reachable_ratio",
              "Share of the measured links from the node that are up; absent if none is measured.")
          .by("network", "node")
          .series("N per network");

  public static final Metric LINKS =
      gauge("netcheck_links", "Links by state: up, down, unknown.")
          .by("network", "state")
          .series("3 per network in use");

  public static final Metric LINK_DOWN =
      gauge("netcheck_link_down", "A link that is down; always 1.")
          .by("network", "ip_family", "source_node", "source_zone", "target_node", "target_zone")
          .series("down links, at most 1,000")
          .note("Absent for a link that is not down.");

  public static final Metric FAULT =
      gauge("netcheck_fault", "A fault that the exporter found; always 1.")
          .by(
              "kind",
              "severity",
              "subject",
              "network",
              "ip_family",
              "probe",
              "node",
              "zone",
              "source",
              "target")
          .series("1 per fault")
          .note(
              "Absent without faults; see [operations.md](operations.md#faults). `network`,"
                  + " `ip_family` and `probe` may grow and `severity` may rise while a fault lasts;"
                  + " the other labels stay.");

  public static final Metric ZONE_RTT =
      histogram(
              "netcheck_zone_rtt_seconds",
              "Round trips between zones, by the best probe of each link.")
          .by("network", "source_zone", "target_zone")
          .series("15 per pair of zones")
          .note(
              "One observation per link and heartbeat; 12 buckets from 100 µs to 1 s; zones beyond"
                  + " the 32nd count as `other`.");

  public static final Metric HEARTBEATS =
      counter("netcheck_heartbeats_total", "Accepted heartbeats.");

  public static final Metric LOAD =
      gauge(
              "netcheck_exporter_load_ratio",
              "Share of ten seconds in which the busiest thread that reads requests had work.")
          .note(
              "Waiting for a processor counts as work. From 0.8 on for half a minute, with 100 agents"
                  + " or more, the exporter stretches their intervals"
                  + " ([scale.md](scale.md#near-the-limit)).");

  public static final Metric HEARTBEAT_STRETCH =
      gauge(
          "netcheck_heartbeat_interval_stretch",
          "How many times their configured interval agents wait between heartbeats, 1 to 6.");

  /** The authentication has its metrics itself. */
  public static final Metric HEARTBEAT_AUTH = AuthMetrics.MODE;

  public static final Metric HEARTBEATS_REJECTED =
      counter("netcheck_heartbeats_rejected_total", "Rejected heartbeats by reason.")
          .by("reason")
          .series("21")
          .note(
              "An [error code](api.md#errors) or `other`, and [omitted"
                  + " data](upgrading.md#deliberate-differences) of the predecessors' clients. Of"
                  + " `too_many_targets` only the results of links are rejected: they are about more"
                  + " than twice `NETCHECK_PEER_LIMIT` targets.");

  public static final Metric REPORTED_BYTES =
      gauge(
              "netcheck_reported_bytes",
              "Memory for what agents last reported, estimated from their heartbeats.")
          .note("An upper estimate: equal names and columns are kept once.");

  public static final Metric REPORTED_LIMIT_BYTES =
      gauge(
              "netcheck_reported_limit_bytes",
              "Half of the heap. Above it, no agent may report more than an equal part.")
          .note("Rejected heartbeats count as `too_much_reported`.");

  public static final Metric HEARTBEATS_LOST =
      counter(
          "netcheck_heartbeats_lost_total",
          "Heartbeats that never arrived, by gaps in the sequence numbers.");

  public static final Metric ORDERS =
      counter(
              "netcheck_orders_total",
              "Checks and path traces that agents were asked for, by what became of them.")
          .by("state")
          .series("3")
          .note("`done`, `refused` or `expired`; see [operations.md](operations.md#check-now).");

  public static final Metric PATH_CHANGES =
      counter(
              "netcheck_path_changes_total",
              "Links whose path had more or fewer hops than at the trace before.")
          .note(
              "Found by the traces of links that work, one after the other; see"
                  + " [operations.md](operations.md#path-traces).");

  public static final Metric SWEEP_COVERAGE =
      gauge(
              "netcheck_sweep_coverage_ratio",
              "Share of the pairs of agents that are measured, by peers or in the last sweep.")
          .by("kind")
          .series("1 per kind in use")
          .note(
              "Pairs in both directions, of agents that report to this exporter; see"
                  + " [scale.md](scale.md#sweep).");

  public static final Metric SWEEP_FAILING =
      gauge(
              "netcheck_sweep_failing_pairs",
              "Pairs of agents that are no peers and did not reach each other in the last sweep.")
          .by("kind")
          .series("1 per kind in use")
          .note("At most 16 for each agent that probes.");

  public static final Metric SWEEP_PASS =
      gauge("netcheck_sweep_pass_seconds", "How long a sweep over all pairs takes; 0 without one.")
          .by("kind")
          .series("1 per kind in use");

  public static final Metric TEMPORARY_PEERS =
      gauge("netcheck_temporary_peers", "Peers that agents have for a while, by reason.")
          .by("reason")
          .series("2")
          .note(
              "`watched`: the sweep found that the pair does not work. `widened`: more observers"
                  + " of a fault.");

  public static final Metric STORE_UP =
      ofStore(gauge("netcheck_store_up", "1 if the last use of the store succeeded, else 0."));

  public static final Metric STORE_LAST_SUCCESS =
      ofStore(
          gauge(
              "netcheck_store_last_success_timestamp_seconds",
              "When the store last worked, in seconds since 1970; absent before the first time."));

  public static final Metric STORE_WRITES =
      ofStore(
          counter("netcheck_store_writes_total", "Successful writes: files, or requests to etcd."));

  public static final Metric STORE_RECORDS =
      ofStore(counter("netcheck_store_records_total", "Client records in these writes."));

  public static final Metric STORE_BYTES =
      ofStore(counter("netcheck_store_written_bytes_total", "Bytes in these writes."));

  public static final Metric STORE_FAILURES =
      ofStore(counter("netcheck_store_failures_total", "Failed operations of the store."));

  public static final Metric HISTORY_CHANGES =
      gauge("netcheck_history_changes", "Changes in the history of the exporter.")
          .series("1 with a history")
          .note("None of the three with `NETCHECK_HISTORY_TIME=0`.");

  public static final Metric HISTORY_BYTES =
      gauge("netcheck_history_bytes", "Estimated heap of the history.")
          .series("1 with a history")
          .note("At most about `NETCHECK_HISTORY_SIZE`.");

  public static final Metric HISTORY_OLDEST =
      gauge(
              "netcheck_history_oldest_timestamp_seconds",
              "The oldest time that the history can show, in seconds since 1970.")
          .series("1 with a history");

  public static final Metric SERIES =
      gauge("netcheck_series", "Series that count towards the series limit.")
          .note("As far as this scrape or the last one requested them.");

  public static final Metric SERIES_LIMIT =
      gauge("netcheck_series_limit", "The value of NETCHECK_SERIES_LIMIT.");

  public static final Metric SERIES_DROPPED =
      counter(
          "netcheck_series_dropped_total",
          "Series dropped because of the series limit, over all scrapes.");

  /** All of them, in the order of the documentation. */
  public static final List<Metric> ALL =
      List.of(
          CLIENTS,
          CLIENTS_EXPECTED,
          CLIENTS_BY_VERSION,
          DUPLICATE_CLIENTS,
          STALLED_CLIENTS,
          CLIENT_LAST_HEARTBEAT,
          CLIENT_INFO,
          NODE_INBOUND,
          NODE_OUTBOUND,
          LINKS,
          LINK_DOWN,
          FAULT,
          ZONE_RTT,
          HEARTBEATS,
          LOAD,
          HEARTBEAT_STRETCH,
          HEARTBEAT_AUTH,
          HEARTBEATS_REJECTED,
          REPORTED_BYTES,
          REPORTED_LIMIT_BYTES,
          HEARTBEATS_LOST,
          ORDERS,
          PATH_CHANGES,
          SWEEP_COVERAGE,
          SWEEP_FAILING,
          SWEEP_PASS,
          TEMPORARY_PEERS,
          STORE_UP,
          STORE_LAST_SUCCESS,
          STORE_WRITES,
          STORE_RECORDS,
          STORE_BYTES,
          STORE_FAILURES,
          HISTORY_CHANGES,
          HISTORY_BYTES,
          HISTORY_OLDEST,
          SERIES,
          SERIES_LIMIT,
          SERIES_DROPPED);

  private ExporterMetric() {}

  private static Metric ofStore(Metric metric) {
    return metric.by("store").series("1 with a [store](state.md)");
  }
}
