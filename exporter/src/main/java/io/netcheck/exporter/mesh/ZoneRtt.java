// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * The round-trip times between zones, {@code netcheck_zone_rtt_seconds}. Each accepted heartbeat
 * adds one observation for each link that was answered in its window: the mean of the link's best
 * probe.
 *
 * <p>Thousands of links per second are counted here, so data points are found by number and not by
 * labels. The first {@link ZoneNumbers#MOST} zones have labels of their own, the rest share {@code
 * other}. Thread-safe.
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
public final class ZoneRtt {
  private static final double MICROS = 1e-6;

  /** From within a rack to around the world. */
  private static final double[] UPPER_BOUNDS = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1
  };

  private final Histogram histogram;
  private final ZoneNumbers zones = new ZoneNumbers();
  private final AtomicReferenceArray<DistributionDataPoint> points =
      new AtomicReferenceArray<>(
          Network.values().length * ZoneNumbers.NUMBERS * ZoneNumbers.NUMBERS);

  public ZoneRtt(PrometheusRegistry registry) {
    histogram = ExporterMetric.ZONE_RTT.newHistogram(registry, UPPER_BOUNDS);
  }

  /**
   * Counts an accepted heartbeat. Must be called once for each.
   *
   * @param zoneOf the zone of a node; {@code ""} if unknown
   */
  public void record(Heartbeat heartbeat, Function<String, String> zoneOf) {
    int source = zones.number(zoneOf.apply(heartbeat.client().node()));
    List<String> lastTargets = List.of();
    int[] lastZones = new int[0];
    for (PlaneResults plane : heartbeat.planes()) {
      if (!plane.targets().equals(lastTargets)) {
        lastTargets = plane.targets();
        lastZones = new int[lastTargets.size()];
        for (int i = 0; i < lastZones.length; i++) {
          lastZones[i] = zones.number(zoneOf.apply(lastTargets.get(i)));
        }
      }
      RttProbe best = new RttProbe(plane);
      for (int row = 0; row < lastZones.length; row++) {
        int column = best.column(row);
        if (column >= 0 && plane.up()[row] == LinkState.UP.code() && best.isFresh(column, row)) {
          point(plane.network(), source, lastZones[row])
              .observe(best.meanMicros(column, row) * MICROS);
        }
      }
    }
  }

  private DistributionDataPoint point(Network network, int source, int target) {
    int at = (network.ordinal() * ZoneNumbers.NUMBERS + source) * ZoneNumbers.NUMBERS + target;
    DistributionDataPoint point = points.get(at);
    if (point == null) {
      // The histogram returns the same data point for equal labels, so a race is harmless.
      point = histogram.labelValues(network.label(), zones.name(source), zones.name(target));
      points.set(at, point);
    }
    return point;
  }
}
