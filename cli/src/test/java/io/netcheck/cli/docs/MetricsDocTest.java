// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.catalogue.AgentMetric;
import io.netcheck.auth.TokenReviewMetric;
import io.netcheck.daemon.metrics.Metric;
import io.netcheck.daemon.metrics.ProcessMetric;
import io.netcheck.daemon.web.WebMetric;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.kubernetes.KubernetesMetric;
import io.netcheck.netty.HttpMetric;
import io.netcheck.testing.Exposition;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The catalogue has exactly the metrics that a scrape has, with their types, helps and labels, and
 * {@code docs/metrics.md} has the catalogue. To write its tables anew: {@code mvn -B -pl cli -am
 * test -Dtest=MetricsDocTest -Dsurefire.failIfNoSpecifiedTests=false -Dnetcheck.docs.write=true}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@MachineTest
class MetricsDocTest {
  private static final String FIRST = "127.0.0.81";
  private static final String SECOND = "127.0.0.82";

  private static final List<Metric> AGENT = and(AgentMetric.ALL, ProcessMetric.ALL);
  private static final List<Metric> EXPORTER =
      and(and(ExporterMetric.ALL, HttpMetric.ALL), ProcessMetric.ALL);

  /** An agent that reaches no other: some metrics exist only for failing links. */
  private static final String LONELY =
      """
      {"kind":"host","node":"docs-3","version":"0.1.0","instance":"a","uptime_ms":60000,
      "sequence":1,"clock_ms":1767225600000,"interval_ms":5000,"node_addresses":["127.0.0.83"],
      "port":6100,"rounds":60,"planes":[{"network":"host","ip_family":"ipv4",
      "targets":["docs-1"],"up":[0],"probes":{}}]}
      """;

  private LiveCluster cluster;

  private static List<Metric> and(List<Metric> some, List<Metric> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    // With a store, because it has metrics of its own.
    cluster =
        new LiveCluster(
            "--allowed-cidrs=127.0.0.0/8,::1/128", "--store=file:" + folder.resolve("state"));
    // No resolver answers at port 9, which is enough for all of the series of DNS. With both IP
    // families links have all labels.
    String[] flags = {
      "--services=self=http://localhost:" + cluster.exporterUrl("/").getPort() + "/-/healthy",
      "--dns-names=docs.example",
      "--dns-resolvers=127.0.0.1:9"
    };
    cluster.start("docs-1", FIRST + ",::1", flags);
    cluster.start("docs-2", SECOND + ",::1", flags);
    assertEquals(200, cluster.heartbeat(LONELY).statusCode());
  }

  @AfterAll
  void end() {
    cluster.close();
  }

  @Test
  void aScrapeOfTheAgentHasTheMetricsOfTheCatalogue() {
    // No path of the loopback interface is narrow, and no service here has TLS: LinkTableTest and
    // ServiceMetricsTest see these metrics.
    Set<String> absent =
        Set.of(AgentMetric.PEER_PATH_MTU.name(), AgentMetric.SERVICE_TLS_NOT_AFTER.name());
    List<Metric> onLoopback =
        AGENT.stream().filter(metric -> !absent.contains(metric.name())).toList();
    check(onLoopback, URI.create("http://" + FIRST + ":" + cluster.port(0) + "/metrics"));
  }

  @Test
  void aScrapeOfTheExporterHasTheMetricsOfTheCatalogue() {
    check(EXPORTER, cluster.exporterUrl("/metrics"));
  }

  @Test
  void thePageHasTheCatalogue() throws IOException {
    Page page = Page.of("docs/metrics.md");
    page.generated("metrics of the agent", MetricsTable.of(AGENT), "MetricsDocTest");
    page = Page.of("docs/metrics.md");
    page.generated("metrics of the exporter", MetricsTable.of(EXPORTER), "MetricsDocTest");
    page = Page.of("docs/metrics.md");
    page.generated(
        "metrics with Kubernetes",
        MetricsTable.of(and(KubernetesMetric.ALL, TokenReviewMetric.ALL)),
        "MetricsDocTest");
    page = Page.of("docs/metrics.md");
    page.generated(
        "metrics of the web configuration", MetricsTable.of(WebMetric.ALL), "MetricsDocTest");
  }

  @Test
  void noMetricIsLeftOutOfItsList() throws IllegalAccessException {
    Map<Class<?>, List<Metric>> lists =
        Map.of(
            AgentMetric.class, AgentMetric.ALL,
            ExporterMetric.class, ExporterMetric.ALL,
            HttpMetric.class, HttpMetric.ALL,
            KubernetesMetric.class, KubernetesMetric.ALL,
            ProcessMetric.class, ProcessMetric.ALL,
            TokenReviewMetric.class, TokenReviewMetric.ALL,
            WebMetric.class, WebMetric.ALL);
    for (Map.Entry<Class<?>, List<Metric>> list : lists.entrySet()) {
      List<Metric> declared = new ArrayList<>();
      for (Field field : list.getKey().getDeclaredFields()) {
        if (field.getType() == Metric.class) {
          field.setAccessible(true);
          declared.add((Metric) field.get(null));
        }
      }
      assertEquals(declared, list.getValue(), list.getKey().getSimpleName());
    }
  }

  /** Waits, because some metrics appear with the first answer only. */
  private void check(List<Metric> catalogue, URI metrics) {
    await()
        .atMost(15, TimeUnit.SECONDS)
        .pollInterval(200, TimeUnit.MILLISECONDS)
        .untilAsserted(() -> compare(catalogue, Exposition.of(cluster.get(metrics))));
  }

  private static void compare(List<Metric> catalogue, Exposition scrape) {
    Map<String, String> types = ours(scrape.types());
    assertEquals(
        catalogue.stream().collect(Collectors.toMap(Metric::name, Metric::textType)), types);
    assertEquals(
        catalogue.stream().collect(Collectors.toMap(Metric::name, Metric::help)),
        ours(scrape.helps()));
    for (Metric metric : catalogue) {
      Set<String> labels = new TreeSet<>();
      scrape.series().stream()
          .filter(series -> metric.hasSeries(series.name()))
          .forEach(series -> labels.addAll(series.labels().keySet()));
      labels.remove("le");
      Set<String> declared = new TreeSet<>(metric.labels());
      declared.addAll(metric.optional());
      assertEquals(declared, labels, "labels of " + metric.name());
    }
    for (Exposition.Series series : scrape.series()) {
      assertTrue(
          !series.name().startsWith("netcheck_")
              || catalogue.stream().anyMatch(metric -> metric.hasSeries(series.name())),
          series.name());
    }
  }

  private static Map<String, String> ours(Map<String, String> byName) {
    Map<String, String> ours = new TreeMap<>(byName);
    ours.keySet().removeIf(name -> !name.startsWith("netcheck_"));
    return ours;
  }
}
