// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.mesh.CheckSummary;
import io.netcheck.protocol.LinkState;
import io.netcheck.verdict.FaultKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds services and DNS names that fail. The service is to blame if at least half of its observers
 * fail, otherwise the nodes from which it fails.
 */
final class CheckFaults {
  private static final double EVERYWHERE = 0.9;
  private static final double SOMEWHERE = 0.75;
  private static final double ALONE = 0.6;

  private final Situation situation;
  private final Set<String> guilty;

  /**
   * @param guilty nodes that are blamed already: checks that fail from there are symptoms
   */
  CheckFaults(Situation situation, Set<String> guilty) {
    this.situation = situation;
    this.guilty = guilty;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>(services());
    findings.addAll(dns());
    return findings;
  }

  private List<Finding> services() {
    List<Finding> findings = new ArrayList<>();
    for (CheckSummary service : situation.mesh().services()) {
      List<String> nodes = innocent(service);
      if (nodes.isEmpty()) {
        continue;
      }
      boolean everywhere = isEverywhere(service);
      findings.add(
          new Finding(
              FaultKind.SERVICE_FAILING,
              everywhere ? service.name() : service.name() + " from " + Phrases.names(nodes),
              Finding.ALL,
              List.of(observers(service), "checked by " + service.via()),
              confidence(service, everywhere),
              everywhere
                  ? "Check the service itself: its endpoints and its health."
                  : "The service answers other nodes. Check the path from these nodes to it."));
    }
    return merged(findings);
  }

  /** A service that two kinds of probe check is still one service. */
  private static List<Finding> merged(List<Finding> findings) {
    Map<String, Finding> bySubject = new TreeMap<>();
    findings.forEach(finding -> bySubject.putIfAbsent(finding.subject(), finding));
    return List.copyOf(bySubject.values());
  }

  private List<Finding> dns() {
    List<CheckSummary> failing =
        situation.mesh().dns().stream().filter(name -> !innocent(name).isEmpty()).toList();
    List<CheckSummary> everywhere = failing.stream().filter(CheckFaults::isEverywhere).toList();
    List<Finding> findings = new ArrayList<>(resolvers(everywhere));
    List<CheckSummary> somewhere =
        failing.stream().filter(name -> !everywhere.contains(name)).toList();
    Set<String> broken = brokenNodes(somewhere);
    for (String node : broken) {
      findings.add(
          new Finding(
              FaultKind.DNS_FAILING,
              "on node " + node,
              Finding.ALL,
              List.of("every lookup from this node fails; other nodes get answers"),
              SOMEWHERE,
              "Check the path from this node to its resolvers: its DNS cache, its"
                  + " network plugin, its conntrack table."));
    }
    for (CheckSummary name : somewhere) {
      List<String> nodes = innocent(name).stream().filter(n -> !broken.contains(n)).toList();
      if (!nodes.isEmpty()) {
        findings.add(
            new Finding(
                FaultKind.DNS_FAILING,
                subject(name) + " from " + Phrases.names(nodes),
                Finding.ALL,
                List.of(observers(name)),
                SOMEWHERE,
                "Other nodes can look it up. Check the path from these nodes to the"
                    + " resolver."));
      }
    }
    return findings;
  }

  /**
   * Names that fail for most observers. The resolver is to blame if it answers none of its names,
   * otherwise the name.
   */
  private List<Finding> resolvers(List<CheckSummary> everywhere) {
    Map<String, List<CheckSummary>> byResolver = new TreeMap<>();
    everywhere.forEach(
        name -> byResolver.computeIfAbsent(name.via(), _ -> new ArrayList<>()).add(name));
    List<Finding> findings = new ArrayList<>();
    byResolver.forEach((resolver, names) -> {
      long asked =
          situation.mesh().dns().stream().filter(name -> name.via().equals(resolver)).count();
      if (names.size() > 1 && names.size() == asked) {
        findings.add(
            new Finding(
                FaultKind.DNS_FAILING,
                "resolver " + resolver,
                Finding.ALL,
                List.of(
                    "none of " + Phrases.count(names.size(), "name") + " is answered",
                    observers(names.getFirst())),
                confidence(names.getFirst(), true),
                "Check the resolver itself: whether it is running, its load and its"
                    + " upstream servers."));
      } else {
        names.forEach(name ->
            findings.add(
                new Finding(
                    FaultKind.DNS_FAILING,
                    subject(name),
                    Finding.ALL,
                    List.of(observers(name)),
                    confidence(name, true),
                    "Check whether the name exists, then the resolver and its upstream"
                        + " servers.")));
      }
    });
    return findings;
  }

  /** Nodes on which every lookup fails. */
  private Set<String> brokenNodes(Collection<CheckSummary> somewhere) {
    Set<String> suspects = new TreeSet<>();
    somewhere.forEach(name -> suspects.addAll(innocent(name)));
    Set<String> answered = new HashSet<>();
    for (Client client : situation.clients()) {
      if (suspects.contains(client.id().node())
          && client.isBelieved()
          && (client.results().dns().size() < 2
              || client.results().dns().stream().anyMatch(dns -> dns.state() != LinkState.DOWN))) {
        answered.add(client.id().node());
      }
    }
    suspects.removeAll(answered);
    return suspects;
  }

  private List<String> innocent(CheckSummary checked) {
    return checked.failing().stream().filter(node -> !guilty.contains(node)).toList();
  }

  private static boolean isEverywhere(CheckSummary checked) {
    return 2 * checked.observers().down() >= checked.observers().measured();
  }

  private static double confidence(CheckSummary checked, boolean everywhere) {
    if (checked.observers().measured() < 2) {
      return ALONE;
    }
    return everywhere ? EVERYWHERE : SOMEWHERE;
  }

  private static String observers(CheckSummary checked) {
    return Phrases.of(
            checked.observers().down(), checked.observers().measured(), "observer", "fails", "fail")
        + Phrases.because(checked.reason());
  }

  private static String subject(CheckSummary dns) {
    return dns.name() + " at " + dns.via();
  }
}
