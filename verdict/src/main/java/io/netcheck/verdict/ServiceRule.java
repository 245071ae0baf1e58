// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailureReason;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Names failing services, each with where it fails from. */
final class ServiceRule {
  private final NodeStates nodes;

  ServiceRule(NodeStates nodes) {
    this.nodes = nodes;
  }

  List<Draft> drafts(CheckResults results) {
    boolean checksDns = !results.names().isEmpty();
    Map<String, Draft> bySubject = new TreeMap<>();
    for (CheckResult service : results.services()) {
      boolean symptom =
          checksDns
              && service.reason().filter(reason -> reason == FailureReason.RESOLVE).isPresent();
      if (service.failing.isEmpty() || symptom) {
        continue;
      }
      String zone = zone(service);
      boolean everywhere = zone.isEmpty() && service.isEverywhere();
      String from = !zone.isEmpty() ? "zone " + zone : Wording.names(nodes.names(service.failing));
      String subject = everywhere ? service.name : service.name + " from " + from;
      // A service that two kinds of probe check is still one service.
      bySubject.putIfAbsent(
          subject,
          CheckDraft.of(
              FaultKind.SERVICE_FAILING,
              subject,
              everywhere ? FaultPlace.NONE : place(service, zone),
              List.of(service.observed(), "checked by " + service.via),
              service.confidence(everywhere),
              CheckAdvice.service(service.reason(), everywhere)));
    }
    return List.copyOf(bySubject.values());
  }

  /** The zone from which exactly the service fails; {@code ""} if there is none. */
  private String zone(CheckResult service) {
    Set<String> from = new TreeSet<>();
    service.failing.forEach(node -> from.add(nodes.zoneOf(node)));
    if (from.size() != 1 || service.failing.size() < 2 || service.working.isEmpty()) {
      return "";
    }
    String zone = from.iterator().next();
    return service.working.stream().anyMatch(node -> nodes.zoneOf(node).equals(zone)) ? "" : zone;
  }

  private FaultPlace place(CheckResult service, String zone) {
    if (!zone.isEmpty()) {
      return FaultPlace.zone(zone);
    }
    int first = service.failing.getFirst();
    return service.failing.size() == 1 ? FaultPlace.node(nodes.name(first)) : FaultPlace.NONE;
  }
}
