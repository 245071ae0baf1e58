// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.web.ServingConfig;
import io.netcheck.exporter.clusters.OtherCluster;
import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.AllowedRanges;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of the exporter itself; other modules add theirs. */
public final class ExporterSettings {
  public static final Setting<InetAddress> HTTP_ADDRESS =
      new Setting<>(
          "NETCHECK_HTTP_ADDRESS",
          "::",
          new SettingType<>(
              "an IP address of this host, or 0.0.0.0 or :: for all of them",
              text -> Addresses.literal(text).orElseThrow(IllegalArgumentException::new)),
          "The address on which the exporter serves HTTP. :: is all addresses of both IP families, or"
              + " of IPv4 alone if this host has no IPv6.");

  public static final Setting<Integer> HTTP_PORT =
      new Setting<>(
          "HTTP_PORT",
          "8080",
          SettingTypes.integer(0, 65_535),
          "The port on which the exporter serves HTTP. 0 takes any free port.");

  public static final Setting<Duration> CACHE_KEY_SECOND =
      new Setting<>(
          "CACHE_KEY_SECOND",
          "15s",
          SettingTypes.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
          "A client without a heartbeat for this time is stale. If the exporter stretches the intervals"
              + " of the agents, this time grows with them.");

  public static final Setting<Duration> CLIENT_FORGET_AFTER =
      new Setting<>(
          "NETCHECK_CLIENT_FORGET_AFTER",
          "1h",
          SettingTypes.duration(Duration.ofSeconds(1), Duration.ofDays(30)),
          "A client without a heartbeat for this time is forgotten.");

  public static final Setting<Integer> MAX_CLIENTS =
      new Setting<>(
          "NETCHECK_MAX_CLIENTS",
          "10000",
          SettingTypes.integer(1, 1_000_000),
          "The maximum number of clients. The exporter rejects the heartbeats of further ones.");

  public static final Setting<AllowedRanges> ALLOWED_CIDRS =
      new Setting<>(
          "NETCHECK_ALLOWED_CIDRS",
          AllowedRanges.PRIVATE.toString(),
          new SettingType<>(AllowedRanges.EXPECTED, AllowedRanges::parse),
          "The addresses that agents may report as their own. Their peers send packets to them.");

  public static final Setting<Integer> PEER_LIMIT =
      new Setting<>(
          "NETCHECK_PEER_LIMIT",
          "24",
          SettingTypes.integer(1, 1_000),
          "The maximum number of peers per agent. A cluster within the limit is a full mesh; in a"
              + " larger one every agent has exactly this many peers and observers.");

  public static final Setting<Duration> SWEEP_TIME =
      new Setting<>(
          "NETCHECK_SWEEP_TIME",
          "15m",
          SettingTypes.duration(Duration.ZERO, Duration.ofDays(1)),
          "In which time each agent probes every other one once that is not among its peers. 0 for"
              + " never; then faults get no more observers either. An agent probes two others in a"
              + " second at most, so a large cluster takes twice as long, or four times and so on.");

  public static final Setting<Duration> REPORT_INTERVAL =
      new Setting<>(
          "REPORT_INTERVAL",
          "300s",
          SettingTypes.duration(Duration.ZERO, Duration.ofDays(1)),
          "How often the exporter logs the text report. 0 for never.");

  public static final Setting<Duration> SHUTDOWN_DELAY =
      new Setting<>(
          "NETCHECK_SHUTDOWN_DELAY",
          "0",
          SettingTypes.duration(Duration.ZERO, Duration.ofMinutes(1)),
          "How long an exporter that is told to end goes on serving. Meanwhile it is not ready, and"
              + " its connections end after their next response, so that load balancers and clients"
              + " leave it first.");

  public static final Setting<String> CLUSTER =
      new Setting<>(
          "NETCHECK_CLUSTER",
          "",
          SettingTypes.text(),
          "The name of the cluster, shown in the report.");

  public static final Setting<Map<AgentKind, Integer>> EXPECTED_CLIENTS =
      new Setting<>(
          "NETCHECK_EXPECTED_CLIENTS",
          "",
          new SettingType<>(
              "counts by kind of agent, such as pod=3,host=3", ExporterSettings::counts),
          "The number of agents of each kind that should report. Default: the known ones that should"
              + " stay, plus running agents that never reported (Kubernetes).");

  public static final Setting<Integer> SERIES_LIMIT =
      new Setting<>(
          "NETCHECK_SERIES_LIMIT",
          "200000",
          SettingTypes.integer(0, 10_000_000),
          "The maximum number of series that grow with the cluster, per scrape.");

  public static final Setting<Integer> CHECKS_PER_MINUTE =
      new Setting<>(
          "NETCHECK_CHECKS_PER_MINUTE",
          "30",
          SettingTypes.integer(0, 600),
          "The maximum number of checks that the exporter takes from `netcheck check` and `POST"
              + " /api/v2/checks` in a minute. 0 for none.");

  public static final Setting<Integer> TRACES_PER_MINUTE =
      new Setting<>(
          "NETCHECK_TRACES_PER_MINUTE",
          "10",
          SettingTypes.integer(0, 600),
          "The maximum number of path traces that the exporter orders for the links of new faults in"
              + " a minute. 0 for none.");

  public static final Setting<Duration> HISTORY_TIME =
      new Setting<>(
          "NETCHECK_HISTORY_TIME",
          "24h",
          SettingTypes.duration(Duration.ZERO, Duration.ofDays(30)),
          "How long the exporter keeps what changed, so that the page, the matrix and the report can"
              + " show a past time. 0 for no history.");

  public static final Setting<Integer> HISTORY_SIZE =
      new Setting<>(
          "NETCHECK_HISTORY_SIZE",
          "16",
          SettingTypes.integer(1, 1_024),
          "How much memory the history takes at most, in MiB, by an estimate. If more changes, the"
              + " history is shorter than NETCHECK_HISTORY_TIME.");

  public static final Setting<List<OtherCluster>> CLUSTERS =
      new Setting<>(
          "NETCHECK_CLUSTERS",
          "",
          OtherCluster.type(),
          "The exporters of other clusters, which the page lists with their status. This exporter"
              + " asks them only while somebody looks, and sends them no password or token.");

  public static final Setting<Optional<URI>> GRAFANA_URL =
      new Setting<>(
          "NETCHECK_GRAFANA_URL",
          "",
          SettingTypes.optional(
              "a URL such as https://grafana.example, without user and password",
              text ->
                  Optional.of(SettingTypes.httpUrl().parser().parse(text))
                      .filter(url -> url.getRawUserInfo() == null)),
          "Where Grafana is, for people's browsers. The page then links the dashboards at the time"
              + " that it shows.");

  /** All of them, in the order of the documentation. */
  public static final List<Setting<?>> ALL =
      List.of(
          HTTP_ADDRESS,
          HTTP_PORT,
          ServingConfig.WEB_CONFIG_FILE,
          ServingConfig.WEB_TOKEN_FILE,
          ServingConfig.METRICS_PORT,
          ServingConfig.METRICS_ADDRESS,
          ServingConfig.ALLOWED_HOSTS,
          CACHE_KEY_SECOND,
          CLIENT_FORGET_AFTER,
          MAX_CLIENTS,
          ALLOWED_CIDRS,
          PEER_LIMIT,
          SWEEP_TIME,
          EXPECTED_CLIENTS,
          REPORT_INTERVAL,
          SHUTDOWN_DELAY,
          CLUSTER,
          CLUSTERS,
          GRAFANA_URL,
          SERIES_LIMIT,
          CHECKS_PER_MINUTE,
          TRACES_PER_MINUTE,
          HISTORY_TIME,
          HISTORY_SIZE);

  private ExporterSettings() {}

  private static Map<AgentKind, Integer> counts(String text) {
    Map<AgentKind, Integer> counts = new EnumMap<>(AgentKind.class);
    for (String part : SettingTypes.split(text)) {
      String[] sides = part.split("=", 2);
      AgentKind kind = AgentKind.of(sides[0].strip()).orElseThrow(IllegalArgumentException::new);
      boolean number = sides.length == 2 && sides[1].strip().matches("[0-9]{1,7}");
      if (!number || counts.put(kind, Integer.parseInt(sides[1].strip())) != null) {
        throw new IllegalArgumentException();
      }
    }
    return counts;
  }
}
