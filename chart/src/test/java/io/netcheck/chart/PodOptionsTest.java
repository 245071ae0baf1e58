// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.settings.Settings;
import io.netcheck.exporter.ExporterSettings;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What platforms need pods to have, or not to have. */
class PodOptionsTest {
  private static final String ALL = Repository.read("chart/netcheck/ci/pods-values.yaml");

  private static Map<String, Object> context(Manifest it) {
    return Yaml.map(Yaml.at(it.pod(), "securityContext"));
  }

  private static List<Map<String, Object>> sysctls(Rendering rendering) {
    return Yaml.list(context(rendering.one("DaemonSet", "netcheck-agent-pod")), "sysctls").stream()
        .map(Yaml::map)
        .toList();
  }

  private static List<Map<String, Object>> ping(String range) {
    return List.of(Map.of("name", "net.ipv4.ping_group_range", "value", range));
  }

  /** OpenShift's restricted-v2 refuses pods that state a user outside the range it assigned. */
  @Test
  void theUserAndItsGroupsCanBeLeftToThePlatform() {
    Rendering rendering =
        Chart.render(
            """
            fixedUser: false
            hostAgent: {enabled: true}
            containerSecurityContext: {runAsUser: 5, runAsGroup: 6}
            """);
    assertEquals(4, rendering.workloads().size());
    for (Manifest it : rendering.workloads()) {
      for (Map<String, Object> context :
          List.of(context(it), Yaml.map(Yaml.at(it.container(), "securityContext")))) {
        for (String field : List.of("runAsUser", "runAsGroup", "fsGroup")) {
          assertFalse(context.containsKey(field), it.id() + " " + context);
        }
      }
      assertEquals(true, context(it).get("runAsNonRoot"), it.id());
    }
    // The group of the process is then 0.
    assertEquals(ping("0 0"), sysctls(rendering));
  }

  @Test
  void theGroupThatMayPingIsThatOfTheProcess() {
    Rendering rendering =
        Chart.render("podSecurityContext: {runAsUser: 1000, runAsGroup: 2000, fsGroup: 3000}");
    for (Manifest it : rendering.workloads()) {
      assertEquals(1000, context(it).get("runAsUser"), it.id());
      assertEquals(3000, context(it).get("fsGroup"), it.id());
    }
    assertEquals(ping("2000 2000"), sysctls(rendering));
  }

  /**
   * Kubernetes 1.36 needs containerd 2, which allows every group to ping, but not in a user
   * namespace.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1.35.2      | {pingSysctl: auto}                   | true
          1.36.0      | {pingSysctl: auto}                   | false
          1.36.0-eks1 | {pingSysctl: auto}                   | false
          1.36.0      | {pingSysctl: auto, hostUsers: false} | true
          1.36.0      | {pingSysctl: true}                   | true
          1.30.0      | {pingSysctl: false}                  | false
          """)
  void theSysctlIsThereWhereTheRuntimeNeedNotAllowPing(
      String version, String agent, boolean there) {
    Rendering rendering = Chart.render("podAgent: " + agent, "netcheck", "netcheck", version);
    assertEquals(there, !sysctls(rendering).isEmpty());
  }

  @Test
  void aPodCanHaveItsOwnUserNamespaceButNotInTheHostsNetwork() {
    Rendering rendering = Chart.render(ALL);
    assertEquals(false, rendering.one("Deployment").pod().get("hostUsers"));
    assertEquals(false, rendering.one("DaemonSet", "netcheck-agent-pod").pod().get("hostUsers"));
    assertFalse(rendering.one("DaemonSet", "netcheck-agent-host").pod().containsKey("hostUsers"));
    assertTrue(
        Chart.render("").workloads().stream().noneMatch(it -> it.pod().containsKey("hostUsers")));
  }

  @Test
  void aMeshLeavesThePodsAlone() {
    for (Manifest it : Chart.render("hostAgent: {enabled: true}").workloads()) {
      assertEquals("false", it.podLabels().get("sidecar.istio.io/inject"), it.id());
      assertEquals("none", it.podLabels().get("istio.io/dataplane-mode"), it.id());
      assertEquals("disabled", annotations(it).get("linkerd.io/inject"), it.id());
    }
    for (Manifest it : Chart.render(ALL).workloads()) {
      assertEquals("disabled", it.podLabels().get("kuma.io/sidecar-injection"), it.id());
      assertFalse(annotations(it).containsKey("linkerd.io/inject"), it.id());
    }
    Manifest exporter =
        Chart.render("exporter: {podLabels: {sidecar.istio.io/inject: 'true'}}").one("Deployment");
    assertEquals("true", exporter.podLabels().get("sidecar.istio.io/inject"));
  }

  private static Map<String, Object> annotations(Manifest it) {
    return it.kind().equals("Pod")
        ? it.map("metadata", "annotations")
        : it.map("spec", "template", "metadata", "annotations");
  }

  @ParameterizedTest
  @CsvSource({
    "ghcr.io/netcheck/a, mirror.example, mirror.example/netcheck/a",
    "ghcr.io/netcheck/a, mirror.example/ghcr/, mirror.example/ghcr/netcheck/a",
    "localhost/a, mirror.example, mirror.example/a",
    "registry:5000/b/a, mirror.example, mirror.example/b/a",
    "netcheck/a, mirror.example, mirror.example/netcheck/a",
    "a, mirror.example, mirror.example/a",
  })
  void oneRegistryCanTakeThePlaceOfAll(String repository, String registry, String expected) {
    Rendering rendering =
        Chart.render(
            "{global: {imageRegistry: '%s'}, exporter: {image: {repository: '%s', tag: x}}, agent: {image: {repository: '%s', tag: x}}}"
                .formatted(registry, repository, repository));
    for (Manifest it : rendering.workloads()) {
      assertEquals(expected + ":x", it.container().get("image"), it.id());
    }
  }

  @Test
  void theNamespaceCanBeAnotherThanThatOfTheRelease() {
    Rendering rendering = Chart.render("namespaceOverride: reach");
    for (Manifest it : rendering.manifests()) {
      assertFalse(it.text("metadata", "namespace").equals("netcheck"), it.id());
      it.list("subjects").forEach(to -> assertEquals("reach", Yaml.text(to, "namespace")));
    }
    assertEquals("reach-netcheck-exporter", rendering.one("ClusterRole").name());
    assertEquals(
        "http://netcheck-exporter.reach.svc:8080", rendering.one("DaemonSet").env("SERVER_URL"));
    assertEquals(
        "netcheck-exporter-peers.reach.svc:8080",
        rendering.one("DaemonSet").env("NETCHECK_EXPORTERS"));
    assertEquals(
        "netcheck-exporter-peers.reach.svc:8080",
        Chart.render("{namespaceOverride: reach, legacy: {k8snetChecker: {enabled: true}}}")
            .one("Deployment")
            .env("NETCHECK_LEGACY_EXPORTERS"));
    assertEquals(
        "reach/netcheck-agent-pod",
        rendering.one("Deployment").env("NETCHECK_AUTH_SERVICE_ACCOUNTS"));
  }

  @Test
  void variablesComeFromSecretsAndVolumesFromAnywhere() {
    Rendering rendering = Chart.render(ALL);
    for (Manifest it : workloads(rendering)) {
      assertTrue(
          it.variables().anyMatch(variable -> variable.get("name").equals("HTTPS_PROXY")), it.id());
      assertTrue(
          Yaml.list(it.container(), "envFrom").contains(Map.of("secretRef", secret(it))), it.id());
      assertEquals("more", Yaml.text(it.volume("more"), "configMap", "name"), it.id());
      assertTrue(
          Yaml.list(it.container(), "volumeMounts")
              .contains(Map.of("name", "more", "mountPath", "/more", "readOnly", true)),
          it.id());
    }
  }

  private static Map<String, Object> secret(Manifest it) {
    return it.component().equals("exporter")
        ? Map.of("name", "secrets", "optional", true)
        : Map.of("name", "secrets");
  }

  private static List<Manifest> workloads(Rendering rendering) {
    return rendering.workloads().stream().filter(it -> !it.kind().equals("Pod")).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "agent,NODE_IP",
    "agent,SERVER_URL",
    "exporter,HTTP_PORT",
    "exporter,NETCHECK_SERIES_LIMIT"
  })
  void noVariableIsSetTwice(String part, String name) {
    String refusal =
        Chart.refusal(
            "%s: {settings: {NETCHECK_SERIES_LIMIT: 5}, extraEnv: [{name: %s, value: a}]}"
                .formatted(part, name));
    assertTrue(refusal.contains(part + ".extraEnv: " + name + " is set already"), refusal);
  }

  @Test
  void privateAuthoritiesOfServicesAreMounted() {
    Manifest agent = Chart.render(ALL).one("DaemonSet", "netcheck-agent-pod");
    assertEquals("/etc/netcheck/service-ca/ca.pem", agent.env("NETCHECK_CA_FILE"));
    assertEquals("authorities", Yaml.text(agent.volume("service-ca"), "configMap", "name"));
    Manifest secret = Chart.render("agent: {serviceCA: {secretName: a}}").one("DaemonSet");
    assertEquals("a", Yaml.text(secret.volume("service-ca"), "secret", "secretName"));
    assertEquals("", Chart.render("").one("DaemonSet").env("NETCHECK_CA_FILE"));
  }

  @Test
  void resolversRuntimeAndRevisionsAreThoseOfTheValues() {
    Rendering rendering = Chart.render(ALL);
    Manifest exporter = rendering.one("Deployment");
    assertEquals("None", exporter.pod().get("dnsPolicy"));
    assertEquals(List.of("10.0.0.10"), Yaml.at(exporter.pod(), "dnsConfig", "nameservers"));
    assertEquals("gvisor", exporter.pod().get("runtimeClassName"));
    Manifest host = rendering.one("DaemonSet", "netcheck-agent-host");
    assertEquals("Default", host.pod().get("dnsPolicy"));
    assertEquals("runc", host.pod().get("runtimeClassName"));
    for (Manifest it : workloads(rendering)) {
      assertEquals("2", it.text("spec", "revisionHistoryLimit"), it.id());
    }
    Map<String, Object> strategy = host.map("spec", "updateStrategy");
    assertEquals(Map.of("type", "OnDelete"), strategy);
  }

  @Test
  void theHistoryOtherClustersAndGrafanaReachTheExporter() {
    Manifest exporter = Chart.render(ALL).one("Deployment");
    assertEquals("0", exporter.env("NETCHECK_HISTORY_TIME"));
    assertEquals("1", exporter.env("NETCHECK_HISTORY_SIZE"));
    assertEquals(
        "eu-1=https://netcheck.eu-1.example,us-1=http://10.1.2.3:8080",
        exporter.env("NETCHECK_CLUSTERS"));
    assertEquals("https://grafana.example", exporter.env("NETCHECK_GRAFANA_URL"));
  }

  /** The table of values shows the defaults, so they must be those of the program. */
  @Test
  void theDefaultsOfTheChartAreThoseOfTheExporter() {
    Manifest exporter = Chart.render("").one("Deployment");
    Settings none = new Settings(ExporterSettings.ALL, Map.of(), List.of());
    Settings chart =
        new Settings(
            ExporterSettings.ALL,
            Map.of(
                "NETCHECK_HISTORY_TIME", exporter.env("NETCHECK_HISTORY_TIME"),
                "NETCHECK_HISTORY_SIZE", exporter.env("NETCHECK_HISTORY_SIZE"),
                "NETCHECK_PEER_LIMIT", exporter.env("NETCHECK_PEER_LIMIT")),
            List.of());
    Stream.of(
            ExporterSettings.HISTORY_TIME,
            ExporterSettings.HISTORY_SIZE,
            ExporterSettings.PEER_LIMIT)
        .forEach(setting -> assertEquals(none.get(setting), chart.get(setting)));
  }
}
