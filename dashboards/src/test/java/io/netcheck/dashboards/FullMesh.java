// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The samples of a cluster in which every node probes every other one in all three networks, two
 * agents a node: what {@code docs/metrics.md} lists, for so many nodes. The values are different at
 * each time and for each series, so that no choice of the largest ones stays the same.
 */
final class FullMesh {
  static final String CLUSTER = "large";
  private static final List<String> PROBES = List.of("icmp", "udp", "tcp", "mtu");
  private static final List<String> TO_NODES = List.of("icmp", "tcp");
  private static final int ZONES = 10;
  private static final int GROWING = -1;
  private static final int FRACTION = -2;
  private static final int UP_OR_DOWN = -3;

  private final Writer out;
  private final int nodes;
  private final List<Instant> times;
  private final StringBuilder line = new StringBuilder();
  private long dice;

  private FullMesh(Writer out, int nodes, List<Instant> times) {
    this.out = out;
    this.nodes = nodes;
    this.times = times;
  }

  static void write(Writer out, int nodes, Instant start, int scrapes, Duration every)
      throws IOException {
    List<Instant> times =
        IntStream.range(0, scrapes)
            .mapToObj(scrape -> start.plus(every.multipliedBy(scrape)))
            .toList();
    FullMesh mesh = new FullMesh(out, nodes, times);
    for (int node = 0; node < nodes; node++) {
      mesh.agent("host", node);
      mesh.agent("pod", node);
    }
    mesh.exporter();
    mesh.alerts();
    out.write("# EOF\n");
  }

  static String name(int node) {
    return "node-" + node;
  }

  private static String zone(int node) {
    return "zone-" + node % ZONES;
  }

  private void agent(String kind, int node) throws IOException {
    String target = "job=\"netcheck-agent\",instance=\"" + kind + "-" + node + ":6100\"";
    for (String network : kind.equals("pod") ? List.of("pod", "node") : List.of("host")) {
      List<String> probes = network.equals("node") ? TO_NODES : PROBES;
      for (int peer = 0; peer < nodes; peer++) {
        if (peer != node) {
          link(target, network, probes, node, peer);
        }
      }
      for (String probe : probes) {
        String plane = target + ",network=\"" + network + "\",probe=\"" + probe + "\"";
        for (int zone = 0; zone < ZONES; zone++) {
          histogram(
              "netcheck_probe_duration_seconds", plane + ",target_zone=\"zone-" + zone + "\"");
        }
        for (String reason : List.of("timeout", "unreachable", "local")) {
          counter("netcheck_probe_failures_by_reason_total", plane + ",reason=\"" + reason + "\"");
        }
      }
      gauge("netcheck_peers", target + ",network=\"" + network + "\"");
      gauge("netcheck_incoming_observers", target + ",network=\"" + network + "\"");
    }
    for (int service = 0; service < 5; service++) {
      String labels = target + ",service=\"service-" + service + "\"";
      gauge("netcheck_service_up", labels + ",probe=\"http\"");
      for (String phase : List.of("resolve", "connect", "first_byte", "transfer")) {
        gauge("netcheck_service_phase_seconds", labels + ",phase=\"" + phase + "\"");
      }
      for (String reason : List.of("timeout", "refused", "unreachable", "reset", "local")) {
        counter(
            "netcheck_service_failures_total",
            labels + ",probe=\"http\",reason=\"" + reason + "\"");
      }
    }
    for (int resolver = 0; resolver < 3; resolver++) {
      for (int name = 0; name < 3; name++) {
        String labels =
            target + ",resolver=\"10.0.0." + resolver + ":53\",name=\"n" + name + ".example\"";
        counter("netcheck_dns_lookups_total", labels);
        counter("netcheck_dns_failures_total", labels);
        histogram("netcheck_dns_duration_seconds", labels);
      }
    }
    for (int peer = 1; peer <= 5; peer++) {
      gauge(
          "netcheck_peer_clock_offset_seconds",
          target + ",target_node=\"" + name((node + peer) % nodes) + "\"");
    }
    for (String probe : PROBES) {
      gauge("netcheck_probe_supported", target + ",probe=\"" + probe + "\"");
    }
    gauge("netcheck_agent_last_round_timestamp_seconds", target);
    gauge("netcheck_agent_round_interval_seconds", target);
    for (String name :
        List.of(
            "netcheck_rounds_skipped_total",
            "netcheck_heartbeats_sent_total",
            "netcheck_heartbeats_failed_total",
            "netcheck_service_checks_skipped_total")) {
      counter(name, target);
    }
    process(target);
  }

  private void link(String target, String network, List<String> probes, int node, int peer)
      throws IOException {
    String labels =
        "%s,source_node=\"%s\",source_zone=\"%s\",target_node=\"%s\",target_zone=\"%s\",network=\"%s\""
            .formatted(target, name(node), zone(node), name(peer), zone(peer), network);
    sample("netcheck_peer_up", labels, UP_OR_DOWN);
    for (String probe : probes) {
      String asked = labels + ",probe=\"" + probe + "\"";
      sample("netcheck_peer_probe_up", asked, UP_OR_DOWN);
      counter("netcheck_probes_total", asked);
      counter("netcheck_probe_failures_total", asked);
      if (!probe.equals("mtu")) {
        gauge("netcheck_peer_rtt_seconds", asked);
      }
    }
  }

  private void process(String target) throws IOException {
    gauge("netcheck_build_info", target + ",version=\"0.1.0\"", 1);
    gauge("up", target, 1);
    gauge("scrape_samples_scraped", target);
    gauge("scrape_duration_seconds", target);
    gauge("process_resident_memory_bytes", target);
    gauge("process_open_fds", target);
    gauge("jvm_memory_used_bytes", target + ",area=\"heap\"");
    gauge("jvm_threads_current", target);
    counter("process_cpu_seconds_total", target);
    counter("jvm_gc_collection_seconds_sum", target + ",gc=\"Copy\"");
    counter("jvm_gc_collection_seconds_sum", target + ",gc=\"MarkSweepCompact\"");
  }

  private void exporter() throws IOException {
    String target = "job=\"netcheck-exporter\",instance=\"exporter:8080\"";
    for (String kind : List.of("host", "pod")) {
      String of = target + ",kind=\"" + kind + "\"";
      for (String state : List.of("active", "stale", "leaving", "expected_down", "absent")) {
        gauge("netcheck_clients", of + ",state=\"" + state + "\"", 20);
      }
      gauge("netcheck_clients_expected", of, nodes);
      gauge("netcheck_duplicate_clients", of, 0);
      gauge("netcheck_stalled_clients", of, 0);
      for (int node = 0; node < nodes; node++) {
        String client = of + ",node=\"" + name(node) + "\"";
        gauge("netcheck_client_last_heartbeat_timestamp_seconds", client);
        gauge("netcheck_client_info", client + ",zone=\"" + zone(node) + "\",version=\"0.1.0\"", 1);
      }
    }
    for (int version = 0; version < 21; version++) {
      gauge("netcheck_clients_by_version", target + ",version=\"0.1." + version + "\"", 5);
    }
    for (String network : List.of("pod", "node", "host")) {
      String plane = target + ",network=\"" + network + "\"";
      for (String state : List.of("up", "down", "unknown")) {
        gauge("netcheck_links", plane + ",state=\"" + state + "\"");
      }
      for (int node = 0; node < nodes; node++) {
        gauge("netcheck_node_inbound_reachable_ratio", plane + ",node=\"" + name(node) + "\"");
        gauge("netcheck_node_outbound_reachable_ratio", plane + ",node=\"" + name(node) + "\"");
      }
      for (int from = 0; from < ZONES; from++) {
        for (int to = 0; to < ZONES; to++) {
          histogram(
              "netcheck_zone_rtt_seconds",
              plane + ",source_zone=\"zone-" + from + "\",target_zone=\"zone-" + to + "\"");
        }
      }
    }
    // The exporter names so many links at most.
    for (int link = 0; link < 1_000; link++) {
      int from = link % nodes;
      int to = (from + 1 + link / nodes) % nodes;
      gauge(
          "netcheck_link_down",
          target
              + ",network=\"pod\",ip_family=\"ipv4\",source_node=\"%s\",source_zone=\"%s\",target_node=\"%s\",target_zone=\"%s\""
                  .formatted(name(from), zone(from), name(to), zone(to)),
          1);
    }
    // As many causes as it names at most for single links, and one.
    for (int fault = 0; fault <= 100; fault++) {
      gauge(
          "netcheck_fault",
          target
              + ",kind=\"link_down\",network=\"all\",subject=\"node-%d <-> node-%d\""
                  .formatted(fault % nodes, (fault + 1) % nodes),
          1);
    }
    for (String name :
        List.of(
            "netcheck_heartbeats_total",
            "netcheck_heartbeats_lost_total",
            "netcheck_series_dropped_total")) {
      counter(name, target);
    }
    for (int reason = 0; reason < 10; reason++) {
      counter("netcheck_heartbeats_rejected_total", target + ",reason=\"reason_" + reason + "\"");
    }
    gauge("netcheck_series", target);
    gauge("netcheck_series_limit", target);
    process(target);
  }

  private void alerts() throws IOException {
    for (int alert = 0; alert < 30; alert++) {
      gauge(
          "ALERTS",
          "alertname=\"NetcheckLinkDown\",alertstate=\"firing\",severity=\"warning\",source_node=\""
              + name(alert)
              + "\"",
          1);
    }
  }

  private void histogram(String name, String labels) throws IOException {
    for (String bound : List.of("0.0001", "0.001", "0.01", "0.1", "1.0", "+Inf")) {
      sample(name + "_bucket", labels + ",le=\"" + bound + "\"", GROWING);
    }
  }

  private void counter(String name, String labels) throws IOException {
    sample(name, labels, GROWING);
  }

  private void gauge(String name, String labels) throws IOException {
    sample(name, labels, FRACTION);
  }

  private void gauge(String name, String labels, int value) throws IOException {
    sample(name, labels, value);
  }

  /** At all times, this value, or by chance one of a kind. */
  private void sample(String name, String labels, int value) throws IOException {
    long count = roll(1_000);
    for (Instant time : times) {
      line.setLength(0);
      line.append(name).append("{cluster=\"").append(CLUSTER).append("\",").append(labels);
      line.append("} ");
      if (value == GROWING) {
        count += roll(20);
        line.append(count);
      } else if (value == UP_OR_DOWN) {
        line.append(roll(3) == 0 ? 0 : 1);
      } else if (value == FRACTION) {
        line.append("0.").append(100 + roll(900));
      } else {
        line.append(value);
      }
      out.append(line.append(' ').append(time.getEpochSecond()).append('\n'));
    }
  }

  /** A number below {@code bound}; the same in every run (splitmix64). */
  private int roll(int bound) {
    dice += 0x9e3779b97f4a7c15L;
    long mixed = (dice ^ (dice >>> 30)) * 0xbf58476d1ce4e5b9L;
    return Math.floorMod((int) (mixed >>> 32), bound);
  }
}
