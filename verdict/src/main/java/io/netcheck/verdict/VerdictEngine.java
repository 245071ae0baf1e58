// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Finds the smallest set of causes that explains what fails in a cluster and does not contradict
 * what works. Equal sequences of situations give equal judgements: the engine reads no clock. Not
 * thread-safe.
 */
public final class VerdictEngine {
  private static final long MILLI = 1_000_000L;

  /** Agents lose a link, and report that, within this time of each other. */
  private static final long TOGETHER = 500 * MILLI;

  /** A failure that is younger may not have been reported by all of its observers yet. */
  private static final long FRESH = 6_000 * MILLI;

  private final EngineMemory memory = new EngineMemory();
  private final FindingMemory findings = new FindingMemory();
  private final LossRule losses = new LossRule();
  private final OneWayLoss oneWay = new OneWayLoss();
  private final FlowMemory flows = new FlowMemory();
  private final LinkChanges linkChanges = new LinkChanges();
  private final SymptomMemory symptoms = new SymptomMemory();
  private final SmallSegmentRule smallSegments = new SmallSegmentRule();

  /** How many links worked when somebody looked last: about as many do now. */
  private int workingLinks;

  /** What may be some of several paths, by the last judgement. */
  private List<Draft> suspectedPaths = List.of();

  /** The judgement on a situation, which must not be older than the one before. */
  public Judgement judge(Situation situation) {
    findings.begin(situation.nanos());
    if (memory.isSweepDue(situation.nanos())) {
      losses.forget(memory.forgetUnused(situation.nanos()));
    }
    List<AgentMemory> heard = memory.meet(situation);
    NodeStates nodes = new NodeStates(memory, situation);
    LinkCells cells = new LinkCells(nodes);
    List<Draft> known = new ArrayList<>(findings.shown());
    known.addAll(findings.recovering());
    hear(heard, known, nodes, cells);
    List<Draft> drafts = new ArrayList<>();
    List<Judgement.Candidate> considered = new ArrayList<>();
    suspectedPaths = List.of();
    List<Draft> noChance = List.of();
    List<Draft> shownPaths = ofPaths(findings.shown());
    if (memory.present().isAny(AgentTrait.FAILS) || !shownPaths.isEmpty()) {
      AgentDoubt.mark(nodes, cells);
      PathRule pathRule = new PathRule(nodes, flows);
      List<Draft> paths = pathRule.drafts(counted(nodes), shownPaths);
      suspectedPaths = pathRule.suspected();
      noChance = pathRule.noChance();
      drafts.addAll(paths);
      drafts.addAll(pathRule.kept(paths, shownPaths));
      List<Draft> hard = new ArrayList<>(reachability(nodes, cells, considered));
      hard.addAll(probes(nodes, cells, considered));
      hard = AddressTakenOver.joined(hard);
      hard = new PathDoubt(nodes, flows, suspectedPaths).applied(hard);
      drafts.addAll(UnexplainedFailures.gathered(without(rejections(hard), without(paths, hard))));
      drafts.addAll(new NewcomerRule(nodes, cells).drafts());
    }
    if (memory.present().isAny(AgentTrait.SLOW)) {
      drafts.addAll(new LatencyRule(nodes).drafts(gathered(nodes)));
    }
    drafts.addAll(lossDrafts(nodes, drafts, suspectedPaths, noChance));
    drafts = smallSegments.with(drafts, findings.shown(), nodes);
    List<Draft> silencing = new ArrayList<>(drafts);
    silencing.addAll(findings.shown());
    silencing.removeIf(draft -> draft.finding().kind() == FaultKind.EXPORTER_BLIND);
    silencing.addAll(findings.recovering());
    drafts.addAll(new SilenceRule(nodes, cells, ExplainedSilence.of(silencing, nodes)).drafts());
    drafts.addAll(new AgentRule(nodes).drafts());
    symptoms.add(drafts, nodes);
    symptoms.add(known, nodes);
    drafts.addAll(new CheckRule(nodes, symptoms).drafts());
    List<Judgement.Developing> developing = new ArrayList<>();
    Set<Draft.Key> before = findings.keys();
    List<Finding> shown =
        findings.update(drafts, situation.nanos(), memory.begunNanos(), developing);
    for (Draft draft : findings.shown()) {
      if (!before.contains(draft.key()) && !draft.failures().isEmpty() && explainsLoss(draft)) {
        losses.forget(links(draft), nodes);
      }
    }
    List<Finding> evident = new KernelEvidence(nodes).addTo(oneWay.addTo(shown, nodes));
    return new Judgement(evident, developing, considered);
  }

  /** How many numbers it has given to nodes. */
  int nodeNumbers() {
    return memory.nodes().size();
  }

  private static List<Draft> ofPaths(List<Draft> drafts) {
    return drafts.stream()
        .filter(draft -> draft.finding().kind() == FaultKind.SOME_PATHS_FAILING)
        .toList();
  }

  /** Whether what was lost on the links of a finding belongs to it. */
  private static boolean explainsLoss(Draft draft) {
    return draft.isOfLinks() || draft.finding().kind() == FaultKind.PROBE_BLOCKED;
  }

  /** Counts what agents say, but for what findings explain already. */
  private void hear(List<AgentMemory> heard, List<Draft> known, NodeStates nodes, LinkCells cells) {
    List<LossCounts.Links> explained =
        findings.explainingLosses().stream().map(VerdictEngine::links).toList();
    List<Draft> deadPaths = new ArrayList<>(ofPaths(known));
    deadPaths.addAll(suspectedPaths);
    for (AgentMemory agent : heard) {
      flows.hear(agent, nodes.nanos());
      oneWay.hear(agent, nodes.nanos());
      linkChanges
          .hear(
              agent,
              nodes,
              cells,
              (source, target) ->
                  losses.isLossy(source, target, nodes)
                      || flows.isSuspect(source, target)
                      || isCovered(deadPaths, source, target))
          .forEach(link -> findings.changeOfLink(link, nodes.nanos()));
      losses.hear(
          agent,
          nodes,
          (plane, source, target) ->
              explained.stream().noneMatch(links -> links.contain(plane, source, target)));
    }
  }

  /**
   * Rejections, of which a host sends only a few in a second: what gets no answer beside them on
   * the same links was rejected as well.
   */
  private List<Draft> rejections(List<Draft> hard) {
    List<Draft> rejections = new ArrayList<>(hard);
    rejections.addAll(findings.shown());
    rejections.removeIf(draft -> draft.finding().kind() != FaultKind.REJECTED);
    return rejections;
  }

  /** The drafts without those that are about a part of the links of others. */
  private static List<Draft> without(List<Draft> others, List<Draft> drafts) {
    return drafts.stream()
        .filter(draft ->
            others.stream()
                .noneMatch(other ->
                    !other.key().equals(draft.key())
                        && draft.finding().kind() != FaultKind.REJECTED
                        && other.finding().scope().hasProbesOf(draft.finding().scope())
                        && draft.failures().isWithin(other.failures())))
        .toList();
  }

  private static LossCounts.Links links(Draft draft) {
    BitSet planes = new BitSet();
    for (Plane plane : Plane.ALL) {
      planes.set(plane.code(), draft.finding().scope().contains(plane));
    }
    return (plane, source, target) ->
        planes.get(plane) && draft.failures().covers().test(source, target);
  }

  private static boolean isCovered(List<Draft> known, int source, int target) {
    for (Draft draft : known) {
      if (draft.failures().covers().test(source, target)) {
        return true;
      }
    }
    return false;
  }

  /** Looks for loss, but not for that of faults that are named already. */
  private List<Draft> lossDrafts(
      NodeStates nodes, List<Draft> hard, List<Draft> suspected, List<Draft> noChance) {
    losses.age(nodes.nanos());
    for (Draft draft : hard) {
      if (draft.finding().kind() == FaultKind.SOME_PATHS_FAILING
          && findings.keys().contains(draft.key())) {
        losses.forget(links(draft), nodes);
      }
    }
    return losses.isIdle() ? List.of() : losses.drafts(nodes, suspected, noChance);
  }

  /** Without causes whose links may be down by chance, because they lose many packets. */
  private List<Cause> certain(
      List<Cause> causes, LinkCells.Gathered gathered, boolean links, NodeStates nodes) {
    LossChance chance = losses.chance(nodes);
    return causes.stream().filter(cause -> !chance.canBe(cause, gathered.failing, links)).toList();
  }

  private List<Draft> reachability(
      NodeStates nodes, LinkCells cells, List<Judgement.Candidate> considered) {
    LinkCells.Gathered gathered =
        new LinkCells.Gathered(counted(nodes), workingLinks + workingLinks / 8);
    cells.links(gathered);
    workingLinks = gathered.working.size();
    if (gathered.failing.size() == 0) {
      return List.of();
    }
    long confirmedFrom = confirmedFrom(gathered.failing, nodes.nanos());
    CoverSearch search =
        new CoverSearch(
            Plane.ALL.size(),
            gathered,
            confirmedFrom,
            nodes,
            new SplitParts(nodes, gathered.failing, gathered.working, confirmedFrom).candidates(),
            downNodes());
    List<Cause> causes = search.causes();
    considered.addAll(search.considered(causes));
    return new ReachabilityRule(nodes, gathered.failing, gathered.working)
        .drafts(certain(causes, gathered, true, nodes));
  }

  /** The nodes that are shown as down, by any network. */
  private BitSet downNodes() {
    BitSet down = new BitSet();
    for (Draft draft : findings.shown()) {
      if (FindingMemory.isOfNode(draft)) {
        down.set(memory.nodes().of(draft.finding().place().node()));
      }
    }
    return down;
  }

  private List<Draft> probes(
      NodeStates nodes, LinkCells cells, List<Judgement.Candidate> considered) {
    if (!cells.doProbesFail(counted(nodes))) {
      return List.of();
    }
    LinkCells.Gathered gathered = gathered(nodes);
    cells.probes(gathered);
    CoverSearch search =
        new CoverSearch(
            ProbeLayer.COUNT,
            gathered,
            confirmedFrom(gathered.failing, nodes.nanos()),
            nodes,
            List.of());
    List<Cause> causes = search.causes();
    considered.addAll(search.considered(causes));
    return new ProbeRule(nodes, gathered.failing, gathered.working)
        .drafts(certain(causes, gathered, false, nodes));
  }

  /**
   * Nothing is gathered about links that are just recovering from all that is shown. The last words
   * of an agent that is overdue keep a fault alive, but do not begin one: it may have healed since.
   */
  private BiPredicate<AgentMemory, Integer> counted(NodeStates nodes) {
    List<Draft> recovering = findings.recovering();
    List<Draft> shown = findings.shown();
    return (agent, target) ->
        isCovered(shown, agent.node, target)
            || (!isCovered(recovering, agent.node, target)
                && !findings.isOutdated(agent.node, target, agent.saidNanos())
                && !agent.isOverdue(nodes.nanos()));
  }

  private LinkCells.Gathered gathered(NodeStates nodes) {
    return new LinkCells.Gathered(counted(nodes));
  }

  /** Sources that were heard after this have reported what they lost in the latest failure. */
  private static long confirmedFrom(CellList failing, long now) {
    long latest = Long.MAX_VALUE;
    for (int cell = 0; cell < failing.size(); cell++) {
      if (now - failing.nanos(cell) < FRESH) {
        latest = Math.min(latest, failing.nanos(cell));
      }
    }
    return latest == Long.MAX_VALUE ? Long.MIN_VALUE : latest + TOGETHER;
  }
}
