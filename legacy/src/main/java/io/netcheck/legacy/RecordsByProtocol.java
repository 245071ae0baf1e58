// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.exporter.client.SharedClients.Learned;
import io.netcheck.exporter.store.ExternalRecords;
import io.netcheck.exporter.store.RecordAge;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Several kinds of records, by the first part of their names. Records of other kinds are refused.
 *
 * @param all by the first part of their names
 */
record RecordsByProtocol(Map<String, ExternalRecords> all) implements ExternalRecords {
  RecordsByProtocol {
    all = Map.copyOf(all);
  }

  private ExternalRecords of(String name) {
    int slash = name.indexOf('/');
    return all.getOrDefault(slash < 0 ? "" : name.substring(0, slash), ExternalRecords.NONE);
  }

  @Override
  public List<String> names() {
    return all.values().stream().flatMap(records -> records.names().stream()).toList();
  }

  @Override
  public Optional<JsonNode> record(String name) {
    return of(name).record(name);
  }

  @Override
  public Optional<JsonNode> sighting(String name) {
    return of(name).sighting(name);
  }

  @Override
  public Set<String> takeChanged() {
    return union(ExternalRecords::takeChanged);
  }

  @Override
  public Set<String> takeHeard() {
    return union(ExternalRecords::takeHeard);
  }

  private Set<String> union(Function<ExternalRecords, Set<String>> names) {
    Set<String> union = new HashSet<>();
    all.values().forEach(records -> union.addAll(names.apply(records)));
    return union;
  }

  @Override
  public Learned learn(String name, JsonNode record, RecordAge age) throws IOException {
    return of(name).learn(name, record, age);
  }

  @Override
  public void heardElsewhere(String name, JsonNode sighting) throws IOException {
    of(name).heardElsewhere(name, sighting);
  }

  @Override
  public void hold(Duration time) {
    all.values().forEach(records -> records.hold(time));
  }
}
