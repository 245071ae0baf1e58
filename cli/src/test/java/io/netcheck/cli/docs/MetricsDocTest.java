// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/metrics.md} has exactly the metrics that a scrape has, with their types and labels.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsDocTest {
  private static final String FIRST = "127.0.0.81";
  private static final String SECOND = "127.0.0.82";

  /** An agent that reaches nobody: its failing link is what some metrics are there for. */
  private static final String LONELY =
      """
      {"kind":"host","node":"docs-3","version":"0.1.0","instance":"a","uptime_ms":60000,
      "sequence":1,"clock_ms":1767225600000,"interval_ms":5000,"node_addresses":["127.0.0.83"],
      "port":6100,"rounds":60,"planes":[{"network":"host","ip_family":"ipv4",
      "targets":["docs-1"],"up":[0],"probes":{}}]}
      """;

  private LiveCluster cluster;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    // With a store, for it has metrics of its own.
    cluster =
        new LiveCluster("--allowed-cidrs=127.0.0.0/8", "--store=file:" + folder.resolve("state"));
    // Nobody answers DNS at port 9, which is enough for all of its series.
    String[] flags = {
      "--services=self=" + cluster.exporterUrl("/-/healthy"),
      "--dns-names=docs.example",
      "--dns-resolvers=127.0.0.1:9"
    };
    cluster.start("docs-1", FIRST, flags);
    cluster.start("docs-2", SECOND, flags);
    assertEquals(200, cluster.heartbeat(LONELY).statusCode());
  }

  @AfterAll
  void end() {
    cluster.close();
  }

  @Test
  void everyMetricOfTheAgentIsInThePageAndNoOther() {
    check(
        Page.of("docs/metrics.md").section("Agent"),
        URI.create("http://" + FIRST + ":" + cluster.port(0) + "/metrics"));
  }

  @Test
  void everyMetricOfTheExporterIsInThePageAndNoOther() {
    check(Page.of("docs/metrics.md").section("Exporter"), cluster.exporterUrl("/metrics"));
  }

  /** Some metrics appear with the first answer only: so until all are there. */
  private void check(Page page, URI metrics) {
    Map<String, Documented> documented = documented(page);
    await()
        .atMost(15, TimeUnit.SECONDS)
        .pollInterval(200, TimeUnit.MILLISECONDS)
        .untilAsserted(() -> compare(documented, Scrape.of(cluster.get(metrics))));
  }

  private static void compare(Map<String, Documented> documented, Scrape scrape) {
    Set<String> unsaid = new TreeSet<>(scrape.types().keySet());
    unsaid.removeAll(documented.keySet());
    assertEquals(Set.of(), unsaid, "scraped, not documented");
    Set<String> unseen = new TreeSet<>(documented.keySet());
    unseen.removeAll(scrape.types().keySet());
    assertEquals(Set.of(), unseen, "documented, not scraped");
    documented.forEach((name, its) -> {
      assertEquals(its.type(), scrape.types().get(name), "type of " + name);
      Set<String> labels = new TreeSet<>(scrape.labels().getOrDefault(name, Set.of()));
      labels.removeAll(its.optional());
      assertEquals(its.labels(), labels, "labels of " + name);
    });
  }

  /**
   * One row of the page's table.
   *
   * @param optional labels that not every agent has
   */
  private record Documented(String type, Set<String> labels, Set<String> optional) {}

  private static Map<String, Documented> documented(Page page) {
    Map<String, Documented> documented = new TreeMap<>();
    for (List<String> row : page.rows()) {
      String labels = row.get(2);
      int bracket = labels.indexOf('(') < 0 ? labels.length() : labels.indexOf('(');
      Documented old =
          documented.put(
              Page.word(row.get(0)),
              new Documented(
                  row.get(1).toLowerCase(Locale.ROOT),
                  new TreeSet<>(Page.words(labels.substring(0, bracket))),
                  new HashSet<>(Page.words(labels.substring(bracket)))));
      assertEquals(null, old, "there twice: " + row.get(0));
    }
    return documented;
  }
}
