// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.exporter.client.Client;
import io.prometheus.metrics.model.snapshots.Labels;

/** The labels of one client's series; made once, because a scrape has thousands. */
record ClientLabels(String zone, String version, Labels identity, Labels info) {
  ClientLabels(Client client) {
    this(
        client.identity().zone(),
        client.identity().version(),
        ExporterMetric.CLIENT_LAST_HEARTBEAT.labelsOf(
            client.id().kind().label(), client.id().node()),
        ExporterMetric.CLIENT_INFO.labelsOf(
            client.id().kind().label(),
            client.id().node(),
            client.identity().zone(),
            client.identity().version()));
  }

  boolean fits(Client client) {
    return zone.equals(client.identity().zone()) && version.equals(client.identity().version());
  }
}
