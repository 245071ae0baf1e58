// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.SimulatedAgent;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.client.ClientRegistry;
import io.netcheck.exporter.client.ExpectedClients;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.topology.LiveTopology;
import io.netcheck.exporter.topology.PeerMembership;
import io.netcheck.protocol.AllowedRanges;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SeriesBudgetTest {
  @Test
  void whatOneCollectorHoldsTheOthersCannotHave() {
    SeriesBudget budget = new SeriesBudget(10);
    assertEquals(7, budget.ask("a", 7));
    assertEquals(3, budget.ask("b", 5));
    assertEquals(2, budget.dropped());
    assertEquals(10, budget.used());
    // The next scrape gives the last one's back first.
    assertEquals(4, budget.ask("a", 4));
    assertEquals(5, budget.ask("b", 5));
    assertEquals(2, budget.dropped());
    assertEquals(9, budget.used());
  }

  @Test
  void clientsBeyondTheBudgetAreCountedButHaveNoSeriesOfTheirOwn() throws Exception {
    TestClock clock = new TestClock();
    PeerMembership membership = new PeerMembership();
    ClientRegistry clients =
        new ClientRegistry(
            new RegistryConfig(
                Duration.ofSeconds(15), Duration.ofHours(1), 10, AllowedRanges.PRIVATE),
            clock,
            membership,
            new LiveTopology(membership, 24, clock),
            _ -> {});
    for (String id : new String[] {"pod/node-1", "pod/node-2", "pod/node-3"}) {
      clients.accept(new SimulatedAgent(id, "a", clock).beat(), InetAddress.getLoopbackAddress());
    }
    SeriesBudget budget = new SeriesBudget(5);
    String scrape =
        new ClientMetrics(clients::snapshot, ExpectedClients.KNOWN, budget)
            .collect().stream()
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .map(point -> point.getLabels().toString())
                .reduce("", String::concat);
    assertTrue(scrape.contains("node-2"), scrape);
    assertFalse(scrape.contains("node-3"), scrape);
    assertEquals(1, budget.dropped());
    assertEquals(3, clients.size());
  }
}
