// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.ServiceResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Names failing services and DNS. The service, the name or the resolver is to blame if at least
 * half of its observers fail, otherwise the nodes or the zone from which it fails. A service that
 * cannot be resolved while DNS fails is a symptom.
 */
final class CheckRule {
  private static final double EVERYWHERE = 0.95;
  private static final double SOMEWHERE = 0.9;
  private static final double ALONE = 0.7;

  private final NodeStates nodes;

  private final SymptomMemory symptoms;

  CheckRule(NodeStates nodes, SymptomMemory symptoms) {
    this.nodes = nodes;
    this.symptoms = symptoms;
  }

  List<Draft> drafts() {
    Map<String, CheckResult> services = new TreeMap<>();
    Map<String, CheckResult> names = new TreeMap<>();
    for (AgentMemory agent : nodes.agents()) {
      if (nodes.isBelieved(agent) && !symptoms.isSymptom(agent.node)) {
        for (ServiceResult result : agent.last().services()) {
          add(services, result.service(), result.probe(), agent, result.state(), result.reason());
        }
        for (DnsResult result : agent.last().dns()) {
          add(names, result.name(), result.resolver(), agent, result.state(), result.reason());
        }
      }
    }
    List<Draft> drafts = new ArrayList<>();
    List<CheckResult> failingNames =
        names.values().stream().filter(name -> !name.failing.isEmpty()).toList();
    drafts.addAll(dns(failingNames, names.values()));
    drafts.addAll(services(services.values(), !names.isEmpty()));
    return drafts;
  }

  private static void add(
      Map<String, CheckResult> results,
      String name,
      String via,
      AgentMemory agent,
      LinkState state,
      Optional<FailureReason> reason) {
    CheckResult result = results.computeIfAbsent(name + " " + via, _ -> new CheckResult(name, via));
    switch (state) {
      case UP -> result.working.add(agent.node);
      case DOWN -> result.fails(agent.node, reason);
      case UNKNOWN -> {}
    }
  }

  private List<Draft> services(Collection<CheckResult> services, boolean checksDns) {
    Map<String, Draft> bySubject = new TreeMap<>();
    for (CheckResult service : services) {
      boolean symptom =
          checksDns
              && service.reason().filter(reason -> reason == FailureReason.RESOLVE).isPresent();
      if (service.failing.isEmpty() || symptom) {
        continue;
      }
      String zone = zone(service);
      boolean everywhere = zone.isEmpty() && service.isEverywhere();
      String from = !zone.isEmpty() ? "zone " + zone : Wording.names(names(service.failing));
      String subject = everywhere ? service.name : service.name + " from " + from;
      // A service that two kinds of probe check is still one service.
      bySubject.putIfAbsent(
          subject,
          draft(
              FaultKind.SERVICE_FAILING,
              subject,
              everywhere ? FaultPlace.NONE : place(service, zone),
              List.of(service.observed(), "checked by " + service.via),
              confidence(service, everywhere),
              everywhere
                  ? "Check the service itself: its endpoints and its health."
                  : "The service answers other nodes. Check the path from these nodes to it."));
    }
    return List.copyOf(bySubject.values());
  }

  private List<Draft> dns(List<CheckResult> failing, Collection<CheckResult> all) {
    List<Draft> drafts = new ArrayList<>();
    Set<Integer> broken =
        brokenNodes(failing.stream().filter(name -> !name.isEverywhere()).toList(), all);
    Map<String, List<CheckResult>> everywhere = new TreeMap<>();
    for (CheckResult name : failing) {
      if (name.isEverywhere()) {
        everywhere.computeIfAbsent(name.via, _ -> new ArrayList<>()).add(name);
      }
    }
    everywhere.forEach((resolver, names) -> drafts.addAll(resolver(resolver, names, all)));
    for (int node : broken) {
      drafts.add(
          draft(
              FaultKind.DNS_FAILING,
              "on node " + nodes.name(node),
              FaultPlace.node(nodes.name(node)),
              List.of("every lookup from this node fails; other nodes get answers"),
              SOMEWHERE,
              "Check the path from this node to its resolvers: its DNS cache, its network plugin,"
                  + " its conntrack table."));
    }
    for (CheckResult name : failing) {
      if (everywhere.getOrDefault(name.via, List.of()).contains(name)) {
        continue;
      }
      List<Integer> from = name.failing.stream().filter(node -> !broken.contains(node)).toList();
      if (!from.isEmpty()) {
        drafts.add(
            draft(
                FaultKind.DNS_FAILING,
                name.name + " at " + name.via + " from " + Wording.names(names(from)),
                FaultPlace.NONE,
                List.of(name.observed()),
                SOMEWHERE,
                "Other nodes can look it up. Check the path from these nodes to the resolver."));
      }
    }
    return drafts;
  }

  /** The resolver is to blame if it answers none of several names, otherwise the names are. */
  private static List<Draft> resolver(
      String resolver, List<CheckResult> names, Collection<CheckResult> all) {
    long asked = all.stream().filter(name -> name.via.equals(resolver)).count();
    CheckResult first = names.getFirst();
    if (names.size() > 1 && names.size() == asked) {
      return List.of(
          draft(
              FaultKind.DNS_FAILING,
              "resolver " + resolver,
              FaultPlace.NONE,
              List.of(
                  "none of " + Wording.count(names.size(), "name") + " is answered",
                  first.observed()),
              confidence(first, true),
              "Check the resolver itself: whether it is running, its load and its upstream"
                  + " servers."));
    }
    return names.stream()
        .map(name ->
            draft(
                FaultKind.DNS_FAILING,
                name.name + " at " + name.via,
                FaultPlace.NONE,
                List.of(name.observed()),
                confidence(name, true),
                "Check whether the name exists, then the resolver and its upstream servers."))
        .toList();
  }

  /** Nodes on which several lookups fail and none works, while other nodes get answers. */
  private static Set<Integer> brokenNodes(List<CheckResult> failing, Collection<CheckResult> all) {
    Set<Integer> suspects = new TreeSet<>();
    failing.forEach(name -> suspects.addAll(name.failing));
    all.forEach(name -> suspects.removeAll(name.working));
    suspects.removeIf(node -> failing.stream().filter(n -> n.failing.contains(node)).count() < 2);
    boolean others = all.stream().anyMatch(name -> !name.working.isEmpty());
    return others ? suspects : Set.of();
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

  private List<String> names(Collection<Integer> numbers) {
    return numbers.stream().map(nodes::name).sorted().toList();
  }

  private static double confidence(CheckResult checked, boolean everywhere) {
    if (checked.observers() < 2) {
      return ALONE;
    }
    return everywhere ? EVERYWHERE : SOMEWHERE;
  }

  private static Draft draft(
      FaultKind kind,
      String subject,
      FaultPlace place,
      List<String> evidence,
      double confidence,
      String nextStep) {
    return Draft.certain(
        new Finding(
            kind,
            kind.severity(),
            subject,
            FaultScope.ANY,
            place,
            0,
            0,
            evidence,
            List.of(),
            confidence,
            nextStep));
  }
}
