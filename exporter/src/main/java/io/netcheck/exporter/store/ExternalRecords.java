// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.exporter.client.SharedClients.Learned;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the clients of other protocols reported, as a store carries it: JSON that the store does not
 * read, by name. A name has the form {@code protocol/name}; the second part is what a client sent
 * and can be any text. Thread-safe.
 */
public interface ExternalRecords {
  /** There are no such clients. */
  ExternalRecords NONE =
      new ExternalRecords() {
        @Override
        public List<String> names() {
          return List.of();
        }

        @Override
        public Optional<JsonNode> record(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<JsonNode> sighting(String name) {
          return Optional.empty();
        }

        @Override
        public Set<String> takeChanged() {
          return Set.of();
        }

        @Override
        public Set<String> takeHeard() {
          return Set.of();
        }

        @Override
        public Learned learn(String name, JsonNode record, RecordAge age) {
          return Learned.REFUSED;
        }

        @Override
        public void heardElsewhere(String name, JsonNode sighting) {}

        @Override
        public void hold(Duration time) {}
      };

  /** All names that this exporter knows. */
  List<String> names();

  /** What is known under a name; empty if nothing is. */
  Optional<JsonNode> record(String name);

  /**
   * What changes with every report, which other exporters must know within seconds. It counts only
   * for those that know the record. Empty if nothing does.
   */
  Optional<JsonNode> sighting(String name);

  /**
   * The names since the last call whose record others must know at once, because it is new, says
   * something else, is of a client that fell silent, or is gone.
   */
  Set<String> takeChanged();

  /** The names since the last call of which this exporter heard. */
  Set<String> takeHeard();

  /**
   * Takes in what another exporter, or an earlier process, knows.
   *
   * @param age what is known of the time since the record was written
   * @throws IOException if it is no such record
   */
  Learned learn(String name, JsonNode record, RecordAge age) throws IOException;

  /**
   * Another exporter heard of a client. It is ignored if the client is not known here.
   *
   * @throws IOException if it is no such sighting
   */
  void heardElsewhere(String name, JsonNode sighting) throws IOException;

  /** Other exporters could not report for this time, so what only they hear does not age. */
  void hold(Duration time);
}
