// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import io.netcheck.agent.service.ExporterService;
import io.netcheck.agent.service.ServiceConfig;
import io.netcheck.daemon.settings.ExporterAddress;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.daemon.tls.ClientTls;
import io.netcheck.daemon.web.ServingConfig;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.AllowedRanges;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Names;
import io.netcheck.protocol.ProbeKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The configuration of one agent.
 *
 * @param exporters whose addresses get heartbeats; if there are none, {@code server} gets them
 * @param tokenFile its first line is sent to the exporter with each heartbeat
 * @param allowed the addresses that may be probed
 * @param zone the failure domain of the node, or {@code ""}
 * @param own the addresses that it probes from and listens on
 * @param endpoint where its peers reach it
 * @param hostRoot the folder that contains {@code proc} and {@code sys} of the host; empty if the
 *     agent does not see the kernel's numbers of its host
 * @param serverTls how the exporter and the agent authenticate each other with TLS
 * @param serving the web configuration for HTTP, and the port of the metrics
 * @param checkNow whether it does the checks that the exporter orders
 */
public record AgentConfig(
    URI server,
    List<ExporterAddress> exporters,
    Optional<Path> tokenFile,
    ClientId id,
    String zone,
    List<InetAddress> own,
    Endpoint endpoint,
    int testPort,
    Duration heartbeatInterval,
    List<ProbeKind> probes,
    Pace pace,
    OptionalInt mtu,
    Optional<Path> peersFile,
    Optional<Path> hostRoot,
    AllowedRanges allowed,
    ServiceConfig services,
    ClientTls serverTls,
    ServingConfig serving,
    boolean checkNow) {
  public AgentConfig {
    exporters = List.copyOf(exporters);
    own = List.copyOf(own);
    probes = List.copyOf(probes);
  }

  /**
   * How often links are probed, and when one counts as down.
   *
   * @param interval from one round to the next
   * @param timeout of one probe
   * @param downAfter how long a link is unanswered before it is down
   */
  public record Pace(Duration interval, Duration timeout, Duration downAfter) {}

  /** Reads all settings, and reports wrong values to {@code settings}. */
  public static AgentConfig read(Settings settings) {
    List<InetAddress> nodeIps = settings.get(AgentSettings.NODE_IP);
    List<InetAddress> podIps = settings.get(AgentSettings.POD_IP);
    onePerFamily(settings, AgentSettings.NODE_IP, nodeIps);
    onePerFamily(settings, AgentSettings.POD_IP, podIps);
    AgentKind kind =
        settings
            .get(AgentSettings.KIND)
            .orElse(podIps.isEmpty() || podIps.equals(nodeIps) ? AgentKind.HOST : AgentKind.POD);
    if (nodeIps.isEmpty() && !settings.isGiven(AgentSettings.NODE_IP)) {
      settings.problem(AgentSettings.NODE_IP, "the node's IP address, which the agent needs");
    }
    if (kind == AgentKind.POD && podIps.isEmpty()) {
      settings.problem(AgentSettings.POD_IP, "the pod's IP address, for an agent of kind pod");
    }
    int port = settings.get(AgentSettings.CLIENT_PORT);
    Pace pace =
        new Pace(
            settings.get(AgentSettings.PROBE_INTERVAL),
            settings.get(AgentSettings.PROBE_TIMEOUT),
            settings.get(AgentSettings.DOWN_AFTER));
    if (pace.timeout().compareTo(pace.interval()) >= 0) {
      settings.problem(
          AgentSettings.PROBE_TIMEOUT,
          "less than "
              + AgentSettings.PROBE_INTERVAL.key()
              + ", which is "
              + SettingTypes.print(pace.interval()));
    }
    URI server = settings.get(AgentSettings.SERVER_URL);
    Optional<Path> tokenFile = settings.get(AgentSettings.TOKEN_FILE);
    if (tokenFile.isPresent() && server.getUserInfo() != null) {
      // Both would set the Authorization header, and there is only one.
      settings.problem(
          AgentSettings.TOKEN_FILE,
          "no value, because " + AgentSettings.SERVER_URL.key() + " has a user and a password");
    }
    ClientTls serverTls = serverTls(settings);
    return new AgentConfig(
        server,
        settings.get(AgentSettings.EXPORTERS),
        tokenFile,
        new ClientId(kind, nodeName(settings, kind, nodeIps)),
        settings.get(AgentSettings.ZONE),
        kind == AgentKind.POD ? podIps : nodeIps,
        new Endpoint(kind == AgentKind.POD ? podIps : List.of(), nodeIps, port),
        settings.get(AgentSettings.TEST_PORT),
        settings.get(AgentSettings.HEARTBEAT_INTERVAL),
        settings.get(AgentSettings.PROBES),
        pace,
        settings.get(AgentSettings.MTU),
        settings.get(AgentSettings.PEERS_FILE),
        kind == AgentKind.HOST ? settings.get(AgentSettings.HOST_ROOT) : Optional.empty(),
        settings.get(AgentSettings.ALLOWED_CIDRS),
        ServiceConfig.read(settings, ExporterService.of(server, serverTls)),
        serverTls,
        ServingConfig.read(settings),
        settings.get(AgentSettings.CHECK_NOW));
  }

  private static ClientTls serverTls(Settings settings) {
    ClientTls tls =
        ClientTls.read(
            settings,
            AgentSettings.SERVER_CA_FILE,
            AgentSettings.SERVER_CERT_FILE,
            AgentSettings.SERVER_KEY_FILE);
    if (!tls.isDefault() && !"https".equals(settings.get(AgentSettings.SERVER_URL).getScheme())) {
      settings.problem(AgentSettings.SERVER_URL, "an https URL, because a file for TLS is set");
    }
    return tls;
  }

  private static void onePerFamily(
      Settings settings, Setting<?> setting, List<InetAddress> addresses) {
    long families = addresses.stream().map(IpFamily::of).distinct().count();
    if (families < addresses.size()) {
      settings.problem(setting, "at most one address per IP family");
    }
  }

  /**
   * The host name of a pod is not used: it changes with every restart, and each old name would
   * remain in the exporter as a client that is down.
   */
  private static String nodeName(Settings settings, AgentKind kind, List<InetAddress> nodeIps) {
    Optional<String> given = settings.get(AgentSettings.NODE_NAME);
    if (given.isPresent()) {
      return given.get();
    }
    Optional<String> byAddress =
        nodeIps.stream().findFirst().map(ip -> ip.getHostAddress().replace(':', '-'));
    Optional<String> fallback = kind == AgentKind.HOST ? hostName().or(() -> byAddress) : byAddress;
    if (fallback.filter(Names::isNode).isEmpty() && !settings.isGiven(AgentSettings.NODE_NAME)) {
      settings.problem(
          AgentSettings.NODE_NAME,
          "an RFC 1123 name in lower case, because this host's name is not one");
    }
    return fallback.filter(Names::isNode).orElse("unnamed");
  }

  private static Optional<String> hostName() {
    try {
      return Optional.of(
              Files.readString(Path.of("/proc/sys/kernel/hostname"))
                  .strip()
                  .toLowerCase(Locale.ROOT))
          .filter(Names::isNode);
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
