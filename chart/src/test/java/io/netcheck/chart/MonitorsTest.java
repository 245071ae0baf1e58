// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Prometheus finds exporter and agents under the job names that the rules use. */
class MonitorsTest {
  private static final String BOTH =
      "{serviceMonitor: {enabled: true}, podMonitor: {enabled: true}";

  private static Map<String, Object> endpoint(Rendering rendering, String kind) {
    String field = kind.equals("PodMonitor") ? "podMetricsEndpoints" : "endpoints";
    return Yaml.map(rendering.one(kind).list("spec", field).getFirst());
  }

  /** The labels that relabeling gives a target: a text, or the label that the value comes from. */
  private static String relabeled(Map<String, Object> endpoint, String label) {
    return Yaml.list(endpoint, "relabelings").stream()
        .filter(it -> Yaml.text(it, "targetLabel").equals(label))
        .map(it -> Yaml.text(it, "replacement") + Yaml.list(it, "sourceLabels"))
        .findFirst()
        .orElse("");
  }

  @Test
  void jobsAreNamedAsInEveryRule() throws IOException {
    Rendering rendering = Chart.render(BOTH + "}", "any-name", "any", Chart.KUBERNETES);
    String agent = relabeled(endpoint(rendering, "PodMonitor"), "job");
    String exporter = relabeled(endpoint(rendering, "ServiceMonitor"), "job");
    assertEquals("netcheck-agent[]", agent);
    assertEquals("netcheck-exporter[]", exporter);
    Set<String> asked = new TreeSet<>();
    for (Path file : Repository.files("alerts/rules", ".yaml")) {
      Pattern.compile("job=~\\\\?\"([^\"\\\\]+)\\\\?\"")
          .matcher(Files.readString(file))
          .results()
          .forEach(it -> asked.add(it.group(1)));
    }
    assertFalse(asked.isEmpty());
    for (String job : asked) {
      assertTrue("netcheck-agent".matches(job) || "netcheck-exporter".matches(job), job);
    }
  }

  @Test
  void anAgentsTargetHasItsNodeAndNoMetricLabelIsOverwritten() {
    Rendering rendering = Chart.render(BOTH + "}");
    Map<String, Object> agents = endpoint(rendering, "PodMonitor");
    Map<String, Object> exporters = endpoint(rendering, "ServiceMonitor");
    assertEquals("[__meta_kubernetes_pod_node_name]", relabeled(agents, "node"));
    assertEquals("", relabeled(exporters, "node"));
    assertEquals(false, agents.get("honorLabels"));
    assertEquals(false, exporters.get("honorLabels"));

    // If targets had labels of metrics, Prometheus would rename those to exported_….
    Set<String> ofTargets = Set.of("job", "instance", "namespace", "pod", "container", "endpoint");
    assertEquals(Set.of(), both(labels("Agent"), plus(ofTargets, "node")));
    assertEquals(Set.of(), both(labels("Exporter"), plus(ofTargets, "service")));
  }

  @Test
  void prometheusSendsAToken() {
    Map<String, Object> credentials = Map.of("credentials", Map.of("name", "a", "key", "token"));
    String token = "authorization: {credentials: {name: a, key: token}}";
    Rendering rendering =
        Chart.render(
            "{serviceMonitor: {enabled: true, %s}, podMonitor: {enabled: true, %s}}"
                .formatted(token, token));
    assertEquals(credentials, endpoint(rendering, "ServiceMonitor").get("authorization"));
    assertEquals(credentials, endpoint(rendering, "PodMonitor").get("authorization"));
    assertFalse(endpoint(Chart.render(BOTH + "}"), "PodMonitor").containsKey("authorization"));
  }

  @Test
  void howMuchAndHowLongIsScrapedIsThatOfTheValues() throws IOException {
    Rendering rendering =
        Chart.render(Files.readString(Repository.at("chart/netcheck/ci/pods-values.yaml")));
    assertEquals("8s", endpoint(rendering, "ServiceMonitor").get("scrapeTimeout"));
    assertEquals(true, endpoint(rendering, "ServiceMonitor").get("honorLabels"));
    assertEquals("5s", endpoint(rendering, "PodMonitor").get("scrapeTimeout"));
    Manifest exporter = rendering.one("ServiceMonitor");
    assertEquals("300000", exporter.text("spec", "sampleLimit"));
    assertEquals("tls", exporter.text("spec", "scrapeClass"));
    assertEquals("20000", rendering.one("PodMonitor").text("spec", "sampleLimit"));

    Rendering plain = Chart.render(BOTH + "}");
    assertFalse(endpoint(plain, "PodMonitor").containsKey("scrapeTimeout"));
    assertFalse(plain.one("PodMonitor").map("spec").containsKey("sampleLimit"));
    assertFalse(plain.one("ServiceMonitor").map("spec").containsKey("scrapeClass"));
  }

  private static Set<String> plus(Set<String> labels, String another) {
    Set<String> all = new TreeSet<>(labels);
    all.add(another);
    return all;
  }

  private static Set<String> both(Set<String> one, Set<String> other) {
    Set<String> both = new TreeSet<>(one);
    both.retainAll(other);
    return both;
  }

  /** The labels in one table of docs/metrics.md. Another test compares them with real scrapes. */
  private static Set<String> labels(String section) {
    String page = Repository.read("docs/metrics.md");
    String table = page.replaceFirst("(?s).*?\n## " + section + "\n(.*?)(\n## .*|$)", "$1");
    Set<String> labels = new TreeSet<>();
    table
        .lines()
        .filter(line -> line.startsWith("| `netcheck_"))
        .forEach(line ->
            Pattern.compile("`([a-z_]+)`")
                .matcher(line.split("\\|", -1)[3])
                .results()
                .forEach(it -> labels.add(it.group(1))));
    assertTrue(labels.size() > 5, section);
    return labels;
  }

  @Test
  void theOperatorFindsThemByTheLabelsItLooksFor() {
    Rendering rendering =
        Chart.render(
            "{serviceMonitor: {enabled: true, additionalLabels: {release: a}}, podMonitor: {enabled:"
                + " true, additionalLabels: {release: a}}, prometheusRule: {enabled: true,"
                + " additionalLabels: {release: a}}}");
    for (String kind : List.of("ServiceMonitor", "PodMonitor", "PrometheusRule")) {
      assertEquals("a", rendering.one(kind).labels().get("release"), kind);
    }
  }

  @Test
  void thePodMonitorFindsAgentsOfBothKindsAndNothingElse() {
    Rendering rendering = Chart.render(BOTH + ", hostAgent: {enabled: true}}");
    Manifest monitor = rendering.one("PodMonitor");
    Map<String, Object> labels = monitor.map("spec", "selector", "matchLabels");
    List<?> components =
        Yaml.list(monitor.list("spec", "selector", "matchExpressions").getFirst(), "values");
    assertEquals(
        List.of("netcheck-agent-host", "netcheck-agent-pod"),
        rendering.workloads().stream()
            .filter(it -> it.podLabels().entrySet().containsAll(labels.entrySet()))
            .filter(it -> components.contains(it.podLabels().get("app.kubernetes.io/component")))
            .map(Manifest::name)
            .sorted()
            .toList());
  }

  @Test
  void theyFollowPortsAndTls() {
    Rendering plain = Chart.render(BOTH + "}");
    assertEquals("http", endpoint(plain, "PodMonitor").get("port"));
    assertEquals("http", endpoint(plain, "ServiceMonitor").get("scheme"));

    Rendering other =
        Chart.render(
            BOTH
                + ", exporter: {metricsPort: 9090, web: {tls: {secretName: a}}}, agent: {metricsPort:"
                + " 9091, web: {tls: {secretName: b}}}}");
    for (String kind : List.of("PodMonitor", "ServiceMonitor")) {
      assertEquals("metrics", endpoint(other, kind).get("port"), kind);
      assertEquals("https", endpoint(other, kind).get("scheme"), kind);
    }
    assertTrue(
        other.one("Service", "netcheck-exporter").list("spec", "ports").stream()
            .anyMatch(port -> Yaml.text(port, "name").equals("metrics")));
  }
}
