// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.exporter.store.StoreFactory;

/** The parts of an exporter that other modules implement. */
public record ExporterParts(
    ClusterSource cluster, StoreFactory store, ExternalClients.Factory external) {
  /** An exporter that knows no cluster manager and keeps its state in memory. */
  public static final ExporterParts NONE =
      new ExporterParts(ClusterSource.NONE, StoreFactory.MEMORY, ExternalClients.Factory.NONE);

  public ExporterParts with(ClusterSource other) {
    return new ExporterParts(other, store, external);
  }

  public ExporterParts with(StoreFactory other) {
    return new ExporterParts(cluster, other, external);
  }

  public ExporterParts with(ExternalClients.Factory other) {
    return new ExporterParts(cluster, store, other);
  }
}
