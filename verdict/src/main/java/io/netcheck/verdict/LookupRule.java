// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Names failing lookups: a resolver, a name, a node, or lookups over TCP. */
final class LookupRule {
  private final NodeStates nodes;

  LookupRule(NodeStates nodes) {
    this.nodes = nodes;
  }

  List<Draft> drafts(CheckResults results) {
    Collection<CheckResult> all = results.names();
    List<CheckResult> failing = all.stream().filter(name -> !name.failing.isEmpty()).toList();
    List<Draft> drafts = new ArrayList<>(overTcp(results.overTcp()));
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
          CheckDraft.of(
              FaultKind.DNS_FAILING,
              "on node " + nodes.name(node),
              FaultPlace.node(nodes.name(node)),
              List.of("every lookup from this node fails; other nodes get answers"),
              CheckDraft.SOMEWHERE,
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
            CheckDraft.of(
                FaultKind.DNS_FAILING,
                name.name + " at " + name.via + " from " + Wording.names(nodes.names(from)),
                FaultPlace.NONE,
                List.of(name.observed()),
                CheckDraft.SOMEWHERE,
                CheckAdvice.lookupFromSomeNodes(name.reason())));
      }
    }
    return drafts;
  }

  /** What fails over TCP only: long answers get lost, and programs that use TCP get none. */
  private List<Draft> overTcp(Collection<CheckResult> lookups) {
    List<Draft> drafts = new ArrayList<>();
    for (CheckResult lookup : lookups) {
      if (!lookup.failing.isEmpty()) {
        boolean everywhere = lookup.isEverywhere();
        String from = everywhere ? "" : " from " + Wording.names(nodes.names(lookup.failing));
        drafts.add(
            CheckDraft.of(
                FaultKind.DNS_FAILING,
                "resolver " + lookup.via + " over TCP" + from,
                FaultPlace.NONE,
                List.of(lookup.observed(), "the same lookup over UDP is answered"),
                lookup.confidence(everywhere),
                "Check whether the resolver listens on TCP, and whether a policy or a firewall lets"
                    + " it through."));
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
          CheckDraft.of(
              FaultKind.DNS_FAILING,
              "resolver " + resolver,
              FaultPlace.NONE,
              List.of(
                  "none of " + Wording.count(names.size(), "name") + " is answered",
                  first.observed()),
              first.confidence(true),
              CheckAdvice.resolver(first.reason())));
    }
    return names.stream()
        .map(name ->
            CheckDraft.of(
                FaultKind.DNS_FAILING,
                name.name + " at " + name.via,
                FaultPlace.NONE,
                List.of(name.observed()),
                name.confidence(true),
                CheckAdvice.name(name.reason())))
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
}
