// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.daemon.metrics.LabelNames;
import io.netcheck.daemon.metrics.SeriesLabels;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.exporter.client.Client;

/** The labels of one client's series; made once, because a scrape has thousands. */
record ClientLabels(String zone, String version, SeriesLabels identity, SeriesLabels info) {
  private static final LabelNames IDENTITY = ExporterMetric.CLIENT_LAST_HEARTBEAT.labelNames();
  private static final LabelNames INFO = ExporterMetric.CLIENT_INFO.labelNames();

  ClientLabels(Client client) {
    this(
        client.identity().zone(),
        client.identity().version(),
        IDENTITY.of(client.id().kind().label(), client.id().node()),
        INFO.of(
            client.id().kind().label(),
            client.id().node(),
            client.identity().zone(),
            client.identity().version()));
  }

  boolean fits(Client client) {
    return zone.equals(client.identity().zone()) && version.equals(client.identity().version());
  }
}
