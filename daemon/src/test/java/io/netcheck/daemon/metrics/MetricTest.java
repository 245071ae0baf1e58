// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.model.snapshots.Labels;
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
    assertEquals(Labels.of("network", "pod", "state", "up"), LINKS.labelsOf("pod", "up"));
    assertEquals(
        Labels.of("network", "pod", "state", "up", "ip_family", "ipv4"),
        LINKS.labelsOf("pod", "up", "ipv4"));
  }

  @Test
  void labelsOfAnotherMetricFail() {
    MetricFamily family = LINKS.family();
    family.add(1, Labels.of("state", "up", "network", "pod"));
    assertThrows(IllegalArgumentException.class, () -> family.add(1, Labels.of("network", "pod")));
    assertThrows(
        IllegalArgumentException.class,
        () -> family.add(1, Labels.of("network", "pod", "node", "n1")));
    assertEquals(1, family.size());
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
