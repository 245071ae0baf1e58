// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.KernelHint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the kernels of hosts say about their own packets, as evidence of findings about these hosts.
 * It never makes a finding: most hosts drop a packet now and then.
 */
final class KernelEvidence {
  /** More lines of one node would hide the other evidence. */
  private static final int MOST_LINES = 3;

  private final Map<String, Observer> byNode = new HashMap<>();

  KernelEvidence(NodeStates nodes) {
    for (AgentMemory agent : nodes.agents(AgentTrait.KERNEL)) {
      byNode.put(agent.last().id().node(), agent.last());
    }
  }

  /** The findings, each with what the kernels of its nodes say. */
  List<Finding> addTo(List<Finding> findings) {
    return byNode.isEmpty() ? findings : findings.stream().map(this::addTo).toList();
  }

  private Finding addTo(Finding finding) {
    if (!isAboutPackets(finding.kind())) {
      return finding;
    }
    FaultPlace place = finding.place();
    List<String> lines = new ArrayList<>();
    for (String node : new LinkedHashSet<>(List.of(place.node(), place.source(), place.target()))) {
      Observer observer = byNode.get(node);
      if (observer != null) {
        observer.kernel().stream()
            .sorted(Comparator.comparing(KernelHint::kind))
            .limit(MOST_LINES)
            .forEach(hint -> lines.add(words(hint, node) + asOf(observer)));
      }
    }
    return lines.isEmpty() ? finding : finding.withEvidence(lines);
  }

  /** Whether packets that a kernel drops can be the reason. */
  private static boolean isAboutPackets(FaultKind kind) {
    return !Set.of(
            FaultKind.AGENT_DOWN,
            FaultKind.AGENT_STALLED,
            FaultKind.CLOCK_OFF,
            FaultKind.DUPLICATE_CLIENT,
            FaultKind.JOINING,
            FaultKind.WRONG_RESPONDER)
        .contains(kind);
  }

  private static String asOf(Observer observer) {
    return observer.isReporting() ? "" : ", by its last heartbeat";
  }

  private static String words(KernelHint hint, String node) {
    long value = hint.value();
    return switch (hint.kind()) {
      case CONNTRACK_FULL -> "conntrack of " + node + " is " + full(hint);
      case CONNTRACK_DROPS ->
          "conntrack of %s had no room for %s%s"
              .formatted(node, Wording.count(value, "connection"), lately());
      case NEIGHBOURS_FULL ->
          "the %s neighbour table of %s is %s"
              .formatted(Wording.family(hint.where()), node, full(hint));
      case NEIGHBOUR_OVERFLOWS ->
          "the %s neighbour table of %s had no room for %s%s"
              .formatted(
                  Wording.family(hint.where()), node, Wording.count(value, "neighbour"), lately());
      case REVERSE_PATH_DROPS ->
          "%s dropped %s that came over an unexpected interface (rp_filter)%s"
              .formatted(node, Wording.count(value, "packet"), lately());
      case SOFTNET_DROPS ->
          "CPUs of %s dropped %s that they received faster than they handle them%s"
              .formatted(node, Wording.count(value, "packet"), lately());
      case NIC_ERRORS ->
          "%s of %s counted %s%s"
              .formatted(hint.where(), node, Wording.count(value, "error"), lately());
      case NIC_MISSED ->
          "%s of %s had no room for %s%s"
              .formatted(hint.where(), node, Wording.count(value, "packet"), lately());
      case CARRIER_CHANGES ->
          "the carrier of %s of %s changed %s%s"
              .formatted(hint.where(), node, Wording.count(value, "time"), lately());
      case CHECKSUM_ERRORS ->
          "%s dropped %s with a wrong checksum%s"
              .formatted(
                  node,
                  Wording.count(value, hint.where().toUpperCase(Locale.ROOT) + " packet"),
                  lately());
    };
  }

  private static String full(KernelHint hint) {
    long percent = hint.limit() == 0 ? 100 : Math.round(100.0 * hint.value() / hint.limit());
    return "%d %% full (%d of %d)".formatted(percent, hint.value(), hint.limit());
  }

  private static String lately() {
    return " in the last " + KernelHint.MINUTES + " minutes";
  }
}
