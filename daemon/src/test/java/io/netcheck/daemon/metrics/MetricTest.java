// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MetricTest {
  private static final Metric LINKS =
      Metric.gauge("netcheck_links", "Links.").by("network", "state").optional("ip_family");

  @Test
  void aWrongNumberOfLabelValuesFails() {
    assertThrows(IllegalArgumentException.class, () -> LINKS.family(1, "pod"));
    assertThrows(IllegalArgumentException.class, () -> LINKS.family(1, "pod", "up", "ipv4", "x"));
  }

  @Test
  void anOptionalLabelMayBeMissing() {
    assertEquals("{network=\"pod\",state=\"up\"}", LINKS.labelNames().of("pod", "up").toString());
    assertEquals(
        "{ip_family=\"ipv4\",network=\"pod\",state=\"up\"}",
        LINKS.labelNames(3).of("pod", "up", "ipv4").toString());
    assertThrows(IllegalArgumentException.class, () -> LINKS.labelNames().of("pod", "up", "ipv4"));
  }

  @Test
  void labelsOfAnotherMetricFail() {
    MetricFamily family = LINKS.family();
    family.add(1, labels("state", "network").of("up", "pod"));
    // Its own labels keep their order.
    family.add(1, "node", "down");
    assertEquals(
        "{network=\"node\",state=\"down\"}", family.sorted().getFirst().labels().toString());
    assertThrows(IllegalArgumentException.class, () -> family.add(1, labels("network").of("pod")));
    assertThrows(
        IllegalArgumentException.class,
        () -> family.add(1, labels("network", "node").of("pod", "n1")));
    assertThrows(
        IllegalArgumentException.class,
        () -> family.add(1, labels("network", "state", "node").of("pod", "up", "n1")));
    assertEquals(2, family.size());
  }

  private static LabelNames labels(String... names) {
    return Metric.gauge("netcheck_other", "Another metric.").by(names).labelNames();
  }

  @Test
  void aCounterIsNeverNegative() {
    MetricFamily events = Metric.counter("netcheck_events_total", "Events.").family();
    assertThrows(IllegalArgumentException.class, () -> events.add(-1));
  }

  @Test
  void theNameHasToFitTheType() {
    assertThrows(
        IllegalArgumentException.class, () -> Metric.counter("netcheck_probes", "Probes."));
    assertThrows(IllegalArgumentException.class, () -> Metric.gauge("netcheck_up_total", "Up."));
    assertThrows(IllegalArgumentException.class, () -> Metric.info("netcheck_build", "Build."));
  }

  @Test
  void aHistogramHasSeriesOfItsParts() {
    Metric duration = Metric.histogram("netcheck_rtt_seconds", "Round trips.");
    assertTrue(duration.hasSeries("netcheck_rtt_seconds_bucket"));
    assertFalse(duration.hasSeries("netcheck_rtt_seconds"));
    assertFalse(LINKS.hasSeries("netcheck_links_count"));
  }
}
