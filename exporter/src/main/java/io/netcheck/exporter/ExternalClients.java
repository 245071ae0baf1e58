// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.Routes;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClusterInventory;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.metrics.SeriesBudget;
import io.netcheck.exporter.store.ExternalRecords;
import io.netcheck.report.ReportSection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Clients that report by another protocol than Netcheck's heartbeat. Thread-safe. */
public interface ExternalClients extends AutoCloseable {
  /** Creates them, and says what the rest of the exporter must know beforehand. */
  interface Factory {
    /** Without such clients. */
    Factory NONE =
        new Factory() {
          @Override
          public List<String> rejectionReasons() {
            return List.of();
          }

          @Override
          public ExternalClients create(Context context) {
            return new ExternalClients() {};
          }
        };

    /** Why the exporter can refuse their reports, in addition to the reasons for heartbeats. */
    List<String> rejectionReasons();

    /** The pods that should report in this way; empty if they are not known. */
    default Optional<PodSelector> pods() {
      return Optional.empty();
    }

    ExternalClients create(Context context);
  }

  /**
   * What the exporter offers them.
   *
   * @param taken called for every report that counts
   * @param rejected called with the reason of every report that does not count
   * @param inventory knows which pods should report
   * @param natives the exporter's own clients
   */
  record Context(
      RegistryConfig registry,
      ProcessClock clock,
      Runnable taken,
      Consumer<String> rejected,
      Supplier<ClusterInventory> inventory,
      Supplier<List<Client>> natives) {}

  /** Adds the paths on which they report. */
  default void addTo(Routes routes) {}

  /**
   * The exporter's own clients and these, ordered by identity. If two have the same identity, the
   * exporter's own wins because it measures more and reports more often.
   */
  default List<Client> with(List<Client> natives) {
    return natives;
  }

  /** Sections that they add to the printed report. */
  default List<ReportSection> sections() {
    return List.of();
  }

  /** Metrics of their own. */
  default Optional<MetricSource> metrics(SeriesBudget budget) {
    return Optional.empty();
  }

  /** What a store must carry of them. */
  default ExternalRecords records() {
    return ExternalRecords.NONE;
  }

  /** Must be called about once a second. */
  default void tick() {}

  /** Ends what they do by themselves. */
  @Override
  default void close() {}
}
