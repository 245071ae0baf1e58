// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.assess.Assessor;
import io.netcheck.exporter.assess.TestAssessor;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.protocol.Network;
import io.netcheck.testing.Exposition;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeshMetricsTest {
  private final SeriesBudget budget = new SeriesBudget(100_000);

  private String scrape(List<Client> clients) throws IOException {
    TestClock clock = new TestClock();
    try (Assessor assessor = TestAssessor.of(() -> clients, clock)) {
      for (int i = 0; i < 10; i++) {
        assessor.latest();
        clock.advance(Duration.ofMillis(1_001));
      }
      PrometheusRegistry registry = new PrometheusRegistry();
      registry.register(new MeshMetrics(assessor::latest, budget));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
      return out.toString(UTF_8);
    }
  }

  @Test
  void aDeadNodeShowsInEveryMetric() throws IOException {
    Exposition.assertSeries(
        """
        netcheck_fault{ip_family="all",kind="node_unreachable",network="pod",node="n2",probe="all",severity="critical",source="",subject="n2",target="",zone=""} 1.0
        netcheck_link_down{ip_family="ipv4",network="pod",source_node="n1",source_zone="a",target_node="n2",target_zone=""} 1.0
        netcheck_link_down{ip_family="ipv4",network="pod",source_node="n3",source_zone="",target_node="n2",target_zone=""} 1.0
        netcheck_links{network="pod",state="down"} 2.0
        netcheck_links{network="pod",state="unknown"} 2.0
        netcheck_links{network="pod",state="up"} 2.0
        netcheck_node_inbound_reachable_ratio{network="pod",node="n1"} 1.0
        netcheck_node_inbound_reachable_ratio{network="pod",node="n2"} 0.0
        netcheck_node_inbound_reachable_ratio{network="pod",node="n3"} 1.0
        netcheck_node_outbound_reachable_ratio{network="pod",node="n1"} 0.5
        netcheck_node_outbound_reachable_ratio{network="pod",node="n3"} 0.5
        """,
        scrape(TestMesh.of(3).zone("n1", "a").dead("n2").clients()));
    assertEquals(0, budget.dropped());
  }

  @Test
  void withoutClientsAScrapeIsEmpty() throws IOException {
    assertEquals("", scrape(List.of()));
  }

  @Test
  void failingLinksAreCappedAndTheRestIsCounted() throws IOException {
    String text = scrape(TestMesh.of(60).split(30).clients());
    assertEquals(
        MeshMetrics.MOST_DOWN_LINKS,
        text.lines().filter(line -> line.startsWith("netcheck_link_down{")).count());
    assertEquals(1800 - MeshMetrics.MOST_DOWN_LINKS, budget.dropped());
  }

  @Test
  void aClientThatNamesALinkTwiceDoesNotSpoilTheScrape() throws IOException {
    List<Client> clients = new ArrayList<>();
    for (Client client : TestMesh.of(3, Network.POD).cut("n1", "n2").clients()) {
      clients.add(
          new Client(
              client.identity(),
              client.state(),
              client.excuse(),
              client.probing(),
              List.of(),
              client.timing(),
              new Client.Results(
                  List.of(
                      client.results().planes().getFirst(), client.results().planes().getFirst()),
                  List.of(),
                  List.of())));
    }
    assertTrue(scrape(clients).contains("source_node=\"n1\",source_zone=\"\",target_node=\"n2\""));
  }
}
