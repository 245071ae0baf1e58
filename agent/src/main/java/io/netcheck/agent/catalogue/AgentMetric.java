// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.catalogue;

import static io.netcheck.daemon.metrics.Metric.counter;
import static io.netcheck.daemon.metrics.Metric.gauge;
import static io.netcheck.daemon.metrics.Metric.histogram;

import io.netcheck.daemon.metrics.Metric;
import java.util.List;
import java.util.stream.Stream;

/** The metrics of the agent. */
public final class AgentMetric {
  public static final Metric PEER_UP =
      ofLink(
              gauge(
                  "netcheck_peer_up",
                  "1 if any probe of the link is answered, 0 if the link is down; absent until one"
                      + " is known."))
          .series("L");

  public static final Metric PEER_PROBE_UP =
      ofLink(
              gauge(
                  "netcheck_peer_probe_up",
                  "1 if this kind of probe of the link is answered, 0 if it is not; absent until"
                      + " one is known."),
              "probe")
          .series("L × P");

  public static final Metric PEER_RTT =
      ofLink(
              gauge("netcheck_peer_rtt_seconds", "Duration of the last answered round trip."),
              "probe")
          .series("L × P")
          .note(
              "Absent before the first answer, for `mtu`, and for `tcp` where"
                  + " `netcheck_peer_path_mtu_bytes` is present.");

  public static final Metric PEER_PATH_MTU =
      ofLink(
              gauge(
                  "netcheck_peer_path_mtu_bytes",
                  "Largest packet with its IP header that passes, where that is less than the route"
                      + " to the peer promises; absent elsewhere."))
          .series("at most L")
          .note(
              "With `netcheck_peer_probe_up{probe=\"mtu\"}` 1, path MTU discovery works; with 0,"
                  + " larger packets vanish.");

  public static final Metric PROBES =
      ofLink(counter("netcheck_probes_total", "Probes of the link that were sent."), "probe")
          .series("L × P");

  public static final Metric PROBE_FAILURES =
      ofLink(
              counter(
                  "netcheck_probe_failures_total",
                  "Probes of the link without an answer in time, or refused."),
              "probe")
          .series("L × P");

  public static final Metric PROBE_DURATION =
      histogram("netcheck_probe_duration_seconds", "Round trips of answered link probes.")
          .by("network", "probe")
          .series("16 each")
          .note(
              "13 buckets from 100 µs to 1 s. Absent for `mtu`. By pair of zones there is"
                  + " `netcheck_zone_rtt_seconds`, by link `netcheck_peer_rtt_seconds`.");

  public static final Metric RTT_VARIATION =
      counter(
              "netcheck_rtt_variation_seconds_total",
              "How much answered link probes differed in their round trip from the answer before on"
                  + " the same link.")
          .by("network", "probe")
          .series("P per network")
          .note("Divided by the rate of answers it is the mean jitter.");

  public static final Metric PACKET_FAULTS =
      counter(
              "netcheck_packet_faults_total",
              "Datagrams of UDP probes that were lost, repeated, reordered or damaged, on the way"
                  + " there or back.")
          .by("network", "direction", "fault")
          .series("8 per network")
          .note(
              "Not in network `node`. [Which is which](api.md#what-became-of-datagrams). `damaged`"
                  + " contains those of `mtu`.");

  public static final Metric PROBE_FAILURES_BY_REASON =
      counter("netcheck_probe_failures_by_reason_total", "Failed link probes by reason.")
          .by("network", "probe", "reason")
          .series("4 to 9 per network and probe")
          .note("[Reasons](api.md#reasons) that are possible for the probe start at 0.");

  public static final Metric LARGE_ANSWERS =
      counter(
              "netcheck_large_answers_total",
              "TCP answers of 64 KiB that were asked for, by what became of them.")
          .by("result")
          .series("3")
          .note(
              "`arrived`, `stopped` on the way, or `untold`. About one a minute for each link with"
                  + " probe `mtu`; absent with TLS.");

  public static final Metric PROBE_SUPPORTED =
      gauge(
              "netcheck_probe_supported",
              "0 if this host cannot use this kind of probe in this IP family, else 1.")
          .by("probe", "ip_family")
          .series("P per IP family of the agent");

  public static final Metric PEER_CLOCK_OFFSET =
      gauge(
              "netcheck_peer_clock_offset_seconds",
              "How far the peer's wall clock is ahead, for the peers with the largest offsets.")
          .by("target_node")
          .series("at most 5");

  public static final Metric INCOMING_OBSERVERS =
      gauge(
              "netcheck_incoming_observers",
              "Different addresses that sent a request to this agent's UDP echo in the last"
                  + " minute.")
          .by("network");

  public static final Metric LAST_ROUND =
      gauge(
              "netcheck_agent_last_round_timestamp_seconds",
              "When the last round of probes completed, in seconds since 1970.")
          .note("Before the first round, the start of the agent.");

  public static final Metric ROUND_INTERVAL =
      gauge(
          "netcheck_agent_round_interval_seconds",
          "Time between the starts of two rounds of probes.");

  public static final Metric ROUNDS_SKIPPED =
      counter(
          "netcheck_rounds_skipped_total",
          "Rounds skipped because this process could not start them in time.");

  public static final Metric PAUSES =
      counter(
          "netcheck_agent_pauses_total",
          "How often this process was paused for more than 0.1 s: stopped, without CPU time, or"
              + " collecting garbage.");

  public static final Metric PAUSE_SECONDS =
      counter(
              "netcheck_agent_pause_seconds_total",
              "How long this process was paused, as far as it noticed.")
          .note("Probes that it could not send or read in time do not count.");

  public static final Metric PEERS =
      gauge("netcheck_peers", "Peers that this agent probes.")
          .by("network")
          .series("1 per network");

  public static final Metric LINKS_NEVER_UP =
      gauge(
              "netcheck_links_never_up",
              "Links that are not up and never were, with the present address of the peer.")
          .by("network")
          .series("1 per network");

  public static final Metric PEERS_REFUSED =
      gauge(
              "netcheck_peers_refused",
              "Peers in the current list with an address that this agent may not probe.")
          .note("See [security.md](security.md#what-agents-may-be-told-to-probe).");

  public static final Metric PEERS_LEFT_OUT =
      gauge(
              "netcheck_peers_left_out",
              "Peers in the current list that this agent does not probe because it cannot carry more.")
          .note("See [security.md](security.md#what-is-bounded).");

  public static final Metric HEARTBEAT_INTERVAL =
      gauge("netcheck_heartbeat_interval_seconds", "Time between two regular heartbeats now.")
          .note(
              "`HEARTBEAT_INTERVAL`, or up to 6 times as long if the exporter is near its limit.");

  public static final Metric HEARTBEATS_SENT =
      counter("netcheck_heartbeats_sent_total", "Heartbeats that the exporter accepted.");

  public static final Metric HEARTBEATS_FAILED =
      counter(
          "netcheck_heartbeats_failed_total",
          "Heartbeats that did not reach the exporter, or that it rejected.");

  public static final Metric HOST_TABLE_ENTRIES =
      gauge("netcheck_host_table_entries", "Entries in a table of the host's kernel.")
          .by("table")
          .series("at most 3")
          .note(
              "`conntrack`, `neighbours_ipv4` or `neighbours_ipv6`. Only host agents. Absent where"
                  + " the kernel does not tell.");

  public static final Metric HOST_TABLE_LIMIT =
      gauge("netcheck_host_table_limit", "Entries for which the table has room.")
          .by("table")
          .series("at most 3");

  public static final Metric HOST_EVENTS =
      counter(
              "netcheck_host_kernel_events_total",
              "What the host's kernel counts and can explain lost packets.")
          .by("event", "where")
          .series("at most 32")
          .note("[Events](api.md#hints-of-the-kernel). Only host agents.");

  public static final Metric ORDERS =
      counter(
              "netcheck_agent_orders_total",
              "Checks and path traces that the exporter ordered, by what became of them.")
          .by("result")
          .series("2")
          .note("`done` or `refused`; see [operations.md](operations.md#check-now).");

  public static final Metric HEARTBEATS_SMALL =
      counter(
              "netcheck_heartbeats_small_total",
              "Heartbeats that the exporter accepted in small TCP segments only.")
          .note("They count as sent; one that stopped before, in large segments, as failed.");

  public static final Metric DNS_LOOKUPS =
      counter("netcheck_dns_lookups_total", "DNS lookups: queries for IPv4 and IPv6 at once.")
          .by("resolver", "name", "transport")
          .series("1 each")
          .note(
              "Only with `NETCHECK_DNS_NAMES`: each name at each resolver over `udp`, and the first"
                  + " name over `tcp`.");

  public static final Metric DNS_FAILURES =
      counter("netcheck_dns_failures_total", "Failed DNS lookups by reason.")
          .by("resolver", "name", "transport", "reason")
          .series("10 or 11 each")
          .note("Possible [reasons](api.md#reasons) start at 0.");

  public static final Metric DNS_DURATION =
      histogram("netcheck_dns_duration_seconds", "Duration of successful DNS lookups.")
          .by("resolver", "name", "transport")
          .series("13 each")
          .note("10 buckets from 500 µs to 2.5 s.");

  public static final Metric SERVICE_UP =
      gauge(
              "netcheck_service_up",
              "1 after a successful check of the service, 0 after three failures in a row, absent"
                  + " before.")
          .by("service", "probe")
          .optional("ip_family")
          .series("1 each")
          .note("`ip_family` only if the agent has addresses in both and the service has a name.");

  public static final Metric SERVICE_CHECKS =
      counter("netcheck_service_checks_total", "Checks of the service.")
          .by("service", "probe")
          .optional("ip_family")
          .series("1 each");

  public static final Metric SERVICE_FAILURES =
      counter("netcheck_service_failures_total", "Failed checks of the service by reason.")
          .by("service", "probe", "reason")
          .optional("ip_family")
          .series("6 to 13 each")
          .note("Possible [reasons](api.md#reasons) start at 0.");

  public static final Metric SERVICE_PHASE =
      gauge("netcheck_service_phase_seconds", "Duration of each phase of the last check.")
          .by("service", "phase")
          .optional("ip_family")
          .series("2 to 5 each")
          .note("`resolve`, `connect`, `tls`, `first_byte`, `transfer`.");

  public static final Metric SERVICE_SYN_RETRIES =
      counter(
              "netcheck_service_syn_retries_total",
              "How often the first packet (SYN) of a connection to the service had to be sent"
                  + " again.")
          .by("service", "probe")
          .optional("ip_family")
          .series("1 each")
          .note(
              "Each costs a second or more. The kernel counts them; where it does not tell, connect"
                  + " times of 1, 3 and 7 s are taken for them. Connections that were never"
                  + " established do not count.");

  public static final Metric SERVICE_TLS_NOT_AFTER =
      gauge(
              "netcheck_service_tls_not_after_timestamp_seconds",
              "When the first certificate that the service needs expires, in seconds since 1970.")
          .by("service", "probe")
          .optional("ip_family")
          .series("1 each with TLS")
          .note(
              "Of its own certificate and those up to an authority that the agent trusts. Absent"
                  + " before the first handshake.");

  public static final Metric SERVICE_CHECKS_SKIPPED =
      counter(
          "netcheck_service_checks_skipped_total",
          "Checks of services and DNS lookups skipped because the previous one was still"
              + " running.");

  /** All of them, in the order of the documentation. */
  public static final List<Metric> ALL =
      List.of(
          PEER_UP,
          PEER_PROBE_UP,
          PEER_RTT,
          PEER_PATH_MTU,
          PROBES,
          PROBE_FAILURES,
          PROBE_DURATION,
          RTT_VARIATION,
          PACKET_FAULTS,
          PROBE_FAILURES_BY_REASON,
          LARGE_ANSWERS,
          PROBE_SUPPORTED,
          PEER_CLOCK_OFFSET,
          INCOMING_OBSERVERS,
          LAST_ROUND,
          ROUND_INTERVAL,
          ROUNDS_SKIPPED,
          PAUSES,
          PAUSE_SECONDS,
          PEERS,
          LINKS_NEVER_UP,
          PEERS_REFUSED,
          PEERS_LEFT_OUT,
          HEARTBEAT_INTERVAL,
          HEARTBEATS_SENT,
          HEARTBEATS_FAILED,
          HOST_TABLE_ENTRIES,
          HOST_TABLE_LIMIT,
          HOST_EVENTS,
          ORDERS,
          HEARTBEATS_SMALL,
          DNS_LOOKUPS,
          DNS_FAILURES,
          DNS_DURATION,
          SERVICE_UP,
          SERVICE_CHECKS,
          SERVICE_FAILURES,
          SERVICE_PHASE,
          SERVICE_SYN_RETRIES,
          SERVICE_TLS_NOT_AFTER,
          SERVICE_CHECKS_SKIPPED);

  private AgentMetric() {}

  /** Only an agent with addresses in both IP families says which one a link uses. */
  private static Metric ofLink(Metric metric, String... more) {
    Stream<String> link =
        Stream.of("source_node", "source_zone", "target_node", "target_zone", "network");
    return metric
        .by(Stream.concat(link, Stream.of(more)).toArray(String[]::new))
        .optional("ip_family");
  }
}
