// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.exporter.client.Client;
import io.prometheus.metrics.model.snapshots.Labels;

/** The labels of one client's series; made once, for a scrape has thousands. */
record ClientLabels(String zone, String version, Labels identity, Labels info) {
  ClientLabels(Client client) {
    this(
        client.zone(),
        client.version(),
        Labels.of("kind", client.id().kind().label(), "node", client.id().node()),
        Labels.of(
            "kind",
            client.id().kind().label(),
            "node",
            client.id().node(),
            "zone",
            client.zone(),
            "version",
            client.version()));
  }

  boolean fits(Client client) {
    return zone.equals(client.zone()) && version.equals(client.version());
  }
}
