// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.Program;
import io.netcheck.daemon.settings.SettingProblem;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.AllowedRanges;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.ProbeKind;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigTest {
  private static final Map<String, String> HOST =
      Map.of("NODE_IP", "192.168.0.1", "NETCHECK_NODE_NAME", "n1");

  private static AgentConfig read(Map<String, String> environment, String... args) {
    Settings settings = new Settings(AgentSettings.ALL, environment, List.of(args));
    AgentConfig config = AgentConfig.read(settings);
    assertEquals(List.of(), settings.problems());
    return config;
  }

  private static List<String> problems(Map<String, String> environment, String... args) {
    Settings settings = new Settings(AgentSettings.ALL, environment, List.of(args));
    AgentConfig.read(settings);
    return settings.problems().stream().map(SettingProblem::toString).toList();
  }

  @Test
  void anAddressIsAllThatAHostAgentNeeds() {
    AgentConfig config = read(HOST);
    assertEquals(new ClientId(AgentKind.HOST, "n1"), config.id());
    assertEquals(URI.create("http://netcheck-exporter:8080"), config.server());
    assertEquals("", config.zone());
    assertEquals(List.of(InetAddress.ofLiteral("192.168.0.1")), config.own());
    assertEquals(6100, config.endpoint().port());
    assertEquals(10_250, config.testPort());
    assertEquals(Duration.ofSeconds(5), config.heartbeatInterval());
    assertEquals(List.of(ProbeKind.values()), config.probes());
    assertEquals(
        new AgentConfig.Pace(
            Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofMillis(2_500)),
        config.pace());
    assertEquals(OptionalInt.empty(), config.mtu());
    assertTrue(config.peersFile().isEmpty());
  }

  @Test
  void aPodAddressMakesAPodAgent() {
    AgentConfig config =
        read(
            Map.of(
                "NODE_IP", "192.168.0.1,fd00::1",
                "POD_IP", "10.0.0.1,fd01::1",
                "NETCHECK_NODE_NAME", "n1"));
    assertEquals(AgentKind.POD, config.id().kind());
    assertEquals(2, config.own().size());
    assertEquals(InetAddress.ofLiteral("10.0.0.1"), config.own().getFirst());
    assertEquals(2, config.endpoint().nodeAddresses().size());
  }

  @Test
  void aPodInItsNodesNetworkIsAHostAgent() {
    AgentConfig config = read(Map.of("NODE_IP", "192.168.0.1", "POD_IP", "192.168.0.1"));
    assertEquals(AgentKind.HOST, config.id().kind());
    assertEquals(List.of(), config.endpoint().podAddresses());
  }

  @Test
  void aPodWithoutANodesNameIsCalledAsItsNodesAddress() {
    assertEquals(
        "192.168.0.1", read(Map.of("NODE_IP", "192.168.0.1", "POD_IP", "10.0.0.1")).id().node());
    assertEquals(
        "fd00-0-0-0-0-0-0-1", read(Map.of("NODE_IP", "fd00::1", "POD_IP", "fd01::1")).id().node());
  }

  @Test
  void thePredecessorsVariablesKeepTheirMeanings() {
    AgentConfig config =
        read(
            Map.of(
                "SERVER_URL", "http://k8snet-checker-server.kube-system.svc.cluster.local:8080",
                "NODE_IP", "192.168.0.1",
                "POD_IP", "10.0.0.1",
                "POD_NAME", "k8snet-checker-client-x7k2p",
                "NAMESPACE", "kube-system",
                "HEARTBEAT_INTERVAL", "7",
                "TEST_PORT", "22",
                "CLIENT_PORT", "6200",
                "CUSTOM_SERVICE_NAME", "kubernetes.default.svc.cluster.local",
                "CUSTOM_SERVICE_PORT", "443"));
    assertEquals(Duration.ofSeconds(7), config.heartbeatInterval());
    assertEquals(22, config.testPort());
    assertEquals(6200, config.endpoint().port());
    assertEquals(1, config.services().services().size());
    assertEquals(443, config.services().services().getFirst().port());
  }

  @Test
  void aPasswordAndATokenAreTwoCredentialsForOneHeader() {
    Map<String, String> environment = new HashMap<>(HOST);
    environment.put("SERVER_URL", "http://ann:secret@exporter:8080");
    environment.put("NETCHECK_TOKEN_FILE", "/run/token");
    assertEquals(
        List.of(
            "NETCHECK_TOKEN_FILE=/run/token: expected no value, because SERVER_URL has a user and a"
                + " password"),
        problems(environment));
    environment.remove("SERVER_URL");
    assertEquals(Optional.of(Path.of("/run/token")), read(environment).tokenFile());
    assertEquals(AllowedRanges.PRIVATE, read(environment).allowed());
  }

  @Test
  void aFlagWinsOverTheEnvironment() {
    assertEquals("b", read(HOST, "--zone=b").zone());
    assertEquals("n2", read(HOST, "--node-name", "n2").id().node());
  }

  @Test
  void allProblemsAreFoundAtOnce() {
    List<String> problems =
        problems(
            Map.of(
                "NODE_IP", "node-1",
                "CLIENT_PORT", "70000",
                "NETCHECK_PROBES", "icmp,arp",
                "NETCHECK_PROBE_TIMEOUT", "2s",
                "NETCHECK_PROBE_INTERVALL", "2s"));
    assertEquals(5, problems.size(), problems::toString);
    assertEquals(
        List.of(
            "NETCHECK_PROBE_INTERVALL=2s: expected a known setting; did you mean"
                + " NETCHECK_PROBE_INTERVAL?",
            "CLIENT_PORT=70000: expected a whole number from 1 to 65535",
            "NETCHECK_PROBE_TIMEOUT=2s: expected less than NETCHECK_PROBE_INTERVAL, which is 1s",
            "NETCHECK_PROBES=icmp,arp: expected some of icmp, udp, tcp, mtu, separated by commas"),
        problems.stream().filter(problem -> !problem.startsWith("NODE_IP")).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SERVER_URL             | netcheck:8080        | a URL such as
          NETCHECK_ALLOWED_CIDRS | 10.0.0.1             | ranges of addresses separated by commas
          NETCHECK_ALLOWED_CIDRS | 10.0.0.1/8           | has bits after its prefix
          SERVER_URL             | ftp://netcheck       | a URL such as
          NODE_IP                | 10.0.0.1,10.0.0.2    | at most one address per IP family
          NODE_IP                | 300.0.0.1            | IP addresses separated by commas
          NETCHECK_NODE_NAME     | Node_1               | an RFC 1123 name in lower case
          NETCHECK_KIND          | vm                   | pod or host
          NETCHECK_KIND          | pod                  | the pod's IP address, for an agent of kind pod
          NETCHECK_ZONE          | eu west              | a name of letters, digits
          TEST_PORT              | 0                    | a whole number from 1 to 65535
          HEARTBEAT_INTERVAL     | 100ms                | a duration from 500ms to 5m
          NETCHECK_PROBE_INTERVAL| 1 second             | a duration from 100ms to 1m
          NETCHECK_MTU           | 100                  | a packet size in bytes from 576 to 9216
          LOG_LEVEL              | loud                 | one of error, warn, info, debug, trace
          """)
  void aWrongValueIsNamedWithWhatWasExpected(String key, String value, String expected) {
    Map<String, String> environment = new HashMap<>(HOST);
    environment.put(key, value);
    Settings settings = new Settings(AgentSettings.ALL, environment, List.of());
    AgentConfig.read(settings);
    settings.get(Program.LOG_LEVEL);
    List<String> problems = settings.problems().stream().map(SettingProblem::toString).toList();
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.getFirst().contains(expected), problems::toString);
    assertTrue(
        problems.getFirst().startsWith(key + "=" + value) || key.equals("NETCHECK_KIND"),
        problems::toString);
  }
}
