// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.Client;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossWindowTest {
  private long nanos = -Duration.ofHours(1).toNanos();

  private final LossWindow window =
      new LossWindow(
          new ProcessClock() {
            @Override
            public long nanoTime() {
              return nanos;
            }

            @Override
            public Instant instant() {
              return Instant.EPOCH;
            }
          });

  private static Heartbeat heartbeat(Map<ProbeKind, ProbeColumn> probes, int... up) {
    return heartbeat(Duration.ofSeconds(5), probes, up);
  }

  private static Heartbeat heartbeat(
      Duration gathered, Map<ProbeKind, ProbeColumn> probes, int... up) {
    Client client = TestMesh.of(2).clients().getFirst();
    return new Heartbeat(
        client.id(),
        "a",
        "0.1.0",
        "i",
        Duration.ZERO,
        1,
        false,
        Instant.EPOCH,
        Duration.ofSeconds(5),
        client.identity().endpoint(),
        "",
        1,
        gathered,
        List.of(
            new PlaneResults(
                Network.POD, IpFamily.IPV4, List.of("n2", "n3").subList(0, up.length), up, probes)),
        List.of(),
        List.of());
  }

  private static ProbeColumn column(int sent, int failed, Map<FailureReason, List<Integer>> why) {
    return new ProbeColumn(
        new int[] {1}, new int[] {sent}, new int[] {failed}, new int[] {300}, new int[] {900}, why);
  }

  private LossWindow.Loss loss() {
    return window.lastMinute().getOrDefault(Network.POD, new LossWindow.Loss(0, 0));
  }

  @Test
  void oneInAThousandIsSeen() {
    for (int i = 0; i < 100; i++) {
      window.record(heartbeat(Map.of(ProbeKind.UDP, column(10, i == 50 ? 1 : 0, Map.of())), 1));
      nanos += Duration.ofMillis(500).toNanos();
    }
    assertEquals(0.001, loss().ratio().orElseThrow(), 1e-9);
  }

  @Test
  void onlyDatagramsThatTheNetworkCouldLoseCount() {
    ProbeColumn failing = column(5, 5, Map.of());
    window.record(heartbeat(Map.of(ProbeKind.TCP, failing, ProbeKind.MTU, failing), 1));
    window.record(heartbeat(Map.of(ProbeKind.UDP, failing), 0));
    window.record(
        heartbeat(
            Map.of(ProbeKind.UDP, column(5, 5, Map.of(FailureReason.REFUSED, List.of(0)))), 1));
    window.record(
        heartbeat(
            Map.of(ProbeKind.ICMP, column(5, 5, Map.of(FailureReason.LOCAL, List.of(0)))), 1));
    assertEquals(new LossWindow.Loss(0, 0), loss());
    assertTrue(loss().ratio().isEmpty());
  }

  @Test
  void aRowNamedTwiceTakesNothingFromOthers() {
    window.record(heartbeat(Map.of(ProbeKind.UDP, column(5, 1, Map.of())), 1));
    window.record(
        heartbeat(
            Map.of(ProbeKind.UDP, column(5, 5, Map.of(FailureReason.REFUSED, List.of(0, 0, 0)))),
            1));
    assertEquals(new LossWindow.Loss(5, 1), loss());
  }

  @Test
  void anOutageThatIsOverIsNotTheLossOfThisMinute() {
    Map<ProbeKind, ProbeColumn> outage = Map.of(ProbeKind.UDP, column(40, 38, Map.of()));
    window.record(heartbeat(Duration.ofSeconds(40), outage, 1));
    assertEquals(new LossWindow.Loss(0, 0), loss());
    window.record(
        heartbeat(Duration.ofSeconds(15), Map.of(ProbeKind.UDP, column(5, 1, Map.of())), 1));
    assertEquals(new LossWindow.Loss(5, 1), loss());
  }

  @Test
  void afterAMinuteItIsForgotten() {
    window.record(heartbeat(Map.of(ProbeKind.UDP, column(5, 1, Map.of())), 1));
    nanos += Duration.ofSeconds(54).toNanos();
    assertEquals(new LossWindow.Loss(5, 1), loss());
    nanos += Duration.ofSeconds(7).toNanos();
    assertEquals(new LossWindow.Loss(0, 0), loss());
  }

  private static String zone(String node) {
    return node.equals("n1") ? "a" : "b";
  }

  @Test
  void zoneRoundTripsAreObservedOncePerAnsweredLink() {
    PrometheusRegistry registry = new PrometheusRegistry();
    ZoneRtt rtt = new ZoneRtt(registry);
    rtt.record(heartbeat(Map.of(ProbeKind.UDP, column(5, 1, Map.of())), 1), LossWindowTest::zone);
    rtt.record(heartbeat(Map.of(ProbeKind.UDP, column(5, 5, Map.of())), 1), LossWindowTest::zone);
    rtt.record(heartbeat(Map.of(ProbeKind.UDP, column(5, 0, Map.of())), 0), LossWindowTest::zone);
    HistogramSnapshot histogram = (HistogramSnapshot) registry.scrape().get(0);
    assertEquals(1, histogram.getDataPoints().size());
    HistogramSnapshot.HistogramDataPointSnapshot point = histogram.getDataPoints().getFirst();
    assertEquals(1, point.getCount());
    assertEquals(0.0003, point.getSum(), 1e-9);
    assertEquals("a", point.getLabels().get("source_zone"));
    assertEquals("b", point.getLabels().get("target_zone"));
  }
}
