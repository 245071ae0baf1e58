// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.assess.Fault;
import io.netcheck.exporter.assess.FaultKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an Event about a Node when a fault names it, and another one when the fault is over. For
 * one thread at a time.
 */
final class NodeEvents {
  private static final Logger LOG = LoggerFactory.getLogger(NodeEvents.class);

  /** Where Events about objects without a namespace are. */
  private static final String NAMESPACE = "default";

  private static final String COMPONENT = "netcheck-exporter";

  /** A fault that is older was announced by another exporter, or before this one started. */
  private static final Duration FRESH = Duration.ofMinutes(2);

  /** A fault that comes back within this time has not ended. */
  private static final Duration OVER = Duration.ofSeconds(15);

  private final KubernetesClient client;
  private final ProcessClock clock;
  private final Map<FaultKey, Announced> announced = new HashMap<>();

  /** A fault, and when it was last seen. */
  private record Announced(Fault fault, long seenNanos) {}

  NodeEvents(KubernetesClient client, ProcessClock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Writes the Events that are due.
   *
   * @param faults those of now
   * @param nodes what the API says of them
   * @param attempts where each write is tried
   */
  void write(List<Fault> faults, Map<String, NodeFacts> nodes, WriteAttempts attempts) {
    Instant now = clock.instant();
    Set<FaultKey> lasting = new HashSet<>();
    for (Fault fault : faults) {
      NodeFacts node = nodes.get(fault.finding().place().node());
      if (node == null || !fault.isBroken()) {
        continue;
      }
      lasting.add(fault.key());
      boolean isNew =
          !announced.containsKey(fault.key()) && fault.since().isAfter(now.minus(FRESH));
      if (isNew && attempts.isOpen()) {
        attempts.attempt(() -> create(fault, node, "Warning", "", begun(fault)));
      }
      if (isNew || announced.containsKey(fault.key())) {
        announced.put(fault.key(), new Announced(fault, clock.nanoTime()));
      }
    }
    for (Announced last : List.copyOf(announced.values())) {
      Fault fault = last.fault();
      boolean isOver =
          !lasting.contains(fault.key()) && clock.since(last.seenNanos()).compareTo(OVER) >= 0;
      if (isOver && attempts.isOpen()) {
        NodeFacts node = nodes.get(fault.finding().place().node());
        if (node != null) {
          attempts.attempt(() -> create(fault, node, "Normal", "Over", over(fault, now)));
        }
        announced.remove(fault.key());
      }
    }
  }

  private static String begun(Fault fault) {
    return EventText.shortened(
        fault.finding().sentence() + ": " + fault.finding().evidence().getFirst());
  }

  private static String over(Fault fault, Instant now) {
    Duration lasted = Duration.between(fault.onset(), now).truncatedTo(ChronoUnit.SECONDS);
    return EventText.shortened(
        "over after " + lasted.toSeconds() + " s: " + fault.finding().sentence());
  }

  private void create(Fault fault, NodeFacts node, String type, String suffix, String message) {
    String name = fault.finding().place().node();
    String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    String reason = ReasonWord.of(fault.kind()) + suffix;
    Event event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName(EventText.nameOf(name))
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion("v1")
            .withKind("Node")
            .withName(name)
            .withUid(node.uid())
            .endInvolvedObject()
            .withType(type)
            .withReason(reason)
            .withMessage(message)
            .withCount(1)
            .withFirstTimestamp(time)
            .withLastTimestamp(time)
            .withNewSource()
            .withComponent(COMPONENT)
            .endSource()
            .withReportingComponent(COMPONENT)
            .build();
    client.v1().events().inNamespace(NAMESPACE).resource(event).create();
    LOG.info("node event written node={} reason={}", name, reason);
  }
}
