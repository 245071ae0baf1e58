// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import io.netcheck.bench.score.RightAnswer;
import io.netcheck.bench.score.ScopePattern;
import io.netcheck.bench.score.SubjectPattern;
import io.netcheck.bench.world.ClusterPlan;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Labelled;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.verdict.FaultKind;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The right names of causes, in the words of the engine's contract. */
final class RightAnswers {
  private final ClusterPlan plan;
  private final ScopePattern everyNetwork;
  private final ScopePattern everyFamily;

  RightAnswers(ClusterPlan plan) {
    this.plan = plan;
    this.everyNetwork = networks(plan.networks());
    this.everyFamily = families(plan.families());
  }

  private static Set<String> labels(Collection<? extends Labelled> values) {
    return values.stream().map(Labelled::label).collect(Collectors.toSet());
  }

  private ScopePattern networks(Set<Network> networks) {
    return exactly(labels(networks), labels(plan.networks()));
  }

  private ScopePattern families(Set<IpFamily> families) {
    return exactly(labels(families), labels(plan.families()));
  }

  private static ScopePattern exactly(Set<String> some, Set<String> all) {
    return new ScopePattern(some, some, all);
  }

  /** Everything between some nodes. */
  RightAnswer whole(FaultKind kind, String... subjects) {
    return new RightAnswer(
        kind, SubjectPattern.oneOf(subjects), everyNetwork, everyFamily, ScopePattern.ANY);
  }

  /** The same in some networks and families. */
  RightAnswer part(
      FaultKind kind, Set<Network> networks, Set<IpFamily> families, String... subjects) {
    return new RightAnswer(
        kind,
        SubjectPattern.oneOf(subjects),
        networks(networks),
        families(families),
        ScopePattern.ANY);
  }

  /** A cause whose scope says nothing. */
  RightAnswer unscoped(FaultKind kind, String... subjects) {
    return new RightAnswer(
        kind, SubjectPattern.oneOf(subjects), ScopePattern.ANY, ScopePattern.ANY, ScopePattern.ANY);
  }

  /** A cause that a list of nodes names. */
  RightAnswer list(FaultKind kind, Set<String> nodes) {
    return new RightAnswer(
        kind,
        new SubjectPattern.NodeList(nodes),
        ScopePattern.ANY,
        ScopePattern.ANY,
        ScopePattern.ANY);
  }

  /**
   * A cause that shows in one kind of probe only. Networks that do not know the probe may be named
   * or not.
   */
  RightAnswer probe(FaultKind kind, ProbeKind probe, String... subjects) {
    Set<ProbeKind> allowed = EnumSet.of(probe);
    if (probe == ProbeKind.UDP) {
      allowed.add(ProbeKind.MTU); // it is a datagram as well
    }
    return new RightAnswer(
        kind,
        SubjectPattern.oneOf(subjects),
        new ScopePattern(
            labels(plan.networksOf(probe)), labels(plan.networks()), labels(plan.networks())),
        everyFamily,
        new ScopePattern(
            labels(Set.of(probe)), labels(allowed), labels(EnumSet.allOf(ProbeKind.class))));
  }

  /** Who answers at the port that is tried in network {@code node}, nobody knows. */
  RightAnswer rejected(ProbeKind probe, String... subjects) {
    RightAnswer answer = probe(FaultKind.REJECTED, probe, subjects);
    Set<Network> needed = EnumSet.copyOf(plan.networksOf(probe));
    needed.remove(Network.NODE);
    return new RightAnswer(
        answer.kind(),
        answer.subject(),
        new ScopePattern(labels(needed), labels(plan.networks()), labels(plan.networks())),
        answer.family(),
        answer.probe());
  }

  /** Both ways to write a pair. */
  static String[] pair(String a, String b) {
    return List.of(a + " <-> " + b, b + " <-> " + a).toArray(String[]::new);
  }
}
