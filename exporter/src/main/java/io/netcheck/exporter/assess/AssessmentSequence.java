// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.daemon.ClockReading;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ExpectedClients;
import io.netcheck.exporter.mesh.Link;
import io.netcheck.exporter.mesh.LossWindow;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.protocol.AgentKind;
import io.netcheck.verdict.Judgement;
import io.netcheck.verdict.Situation;
import io.netcheck.verdict.VerdictEngine;
import io.netcheck.verdict.recording.SituationRecorder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes one assessment after the other. What a later one needs to know of those before is here. For
 * one thread at a time; reads no clock.
 */
public final class AssessmentSequence {
  /** Failing links whose start is remembered, at most. */
  private static final int MOST_REMEMBERED = 10_000;

  private final Map<AgentKind, Integer> configured;
  private final LossWindow loss;
  private final FaultEvidence evidence;
  private final VerdictEngine engine = new VerdictEngine();
  private final Observers observers = new Observers();
  private final SituationRecorder recorder = new SituationRecorder();
  private final FaultLog faults = new FaultLog();
  private final FirstSeen<Link.Key> downLinks = new FirstSeen<>();
  private @Nullable ClockReading begun;
  private @Nullable Assessment last;

  /**
   * @param configured how many clients of a kind are expected, where that is configured
   */
  public AssessmentSequence(Map<AgentKind, Integer> configured, LossWindow loss) {
    this(configured, loss, FaultEvidence.NONE);
  }

  /**
   * @param configured how many clients of a kind are expected, where that is configured
   * @param evidence of faults, beside the results
   */
  public AssessmentSequence(
      Map<AgentKind, Integer> configured, LossWindow loss, FaultEvidence evidence) {
    this.configured = Map.copyOf(configured);
    this.loss = loss;
    this.evidence = evidence;
  }

  /** The assessment of {@code input}, which was read at {@code now} or later. */
  public Assessment next(AssessmentInput input, ClockReading now) {
    Optional<Assessment> before = Optional.ofNullable(last);
    List<Client> clients = input.clients();
    Predicate<String> gone = input.cluster()::isGone;
    Mesh mesh = Mesh.after(before.map(Assessment::mesh), clients, gone);
    Map<Link.Key, ClockReading> down = downLinks.update(mesh.links().down(MOST_REMEMBERED), now);
    ExpectedClients expected = ExpectedClients.of(configured, clients, input.cluster().awaited());
    // A pod that has just started is no client yet; if it does not become one, it is overdue.
    ExpectedClients due = ExpectedClients.of(configured, clients, Set.of());
    long nanos = now.since(begun(now)).toNanos();
    // Not the mesh itself: what the engine remembers of a fault keeps its situation.
    Set<String> unheard = mesh.unheard();
    Situation situation =
        new Situation(nanos, observers.of(clients, nanos), name -> !unheard.contains(name));
    recorder.add(situation);
    Judgement judgement = engine.judge(situation);
    List<DevelopingFailure> developing = developing(judgement, now, nanos);
    List<Fault> found =
        evidence.added(
            ClusterEvidence.added(
                faults.update(judgement.findings(), now, nanos), input.cluster(), now.wallTime()),
            mesh);
    Assessment assessment =
        new Assessment(
            before.map(Assessment::id).orElse(0L) + 1,
            now.wallTime(),
            clients,
            expected,
            mesh,
            loss.lastMinute(),
            found,
            developing,
            judgement.considered(),
            down,
            Verdict.of(clients, due, mesh, found, developing),
            input.clusterProblems());
    last = assessment;
    return assessment;
  }

  /**
   * The last assessment, with the situations that led to it.
   *
   * @throws IllegalStateException if there is none yet
   */
  public ExplainedAssessment explained() {
    Assessment assessment = last;
    if (assessment == null) {
      throw new IllegalStateException("nothing was assessed yet");
    }
    return new ExplainedAssessment(assessment, recorder.situations());
  }

  private static List<DevelopingFailure> developing(
      Judgement judgement, ClockReading now, long nanos) {
    return judgement.developing().stream()
        .map(failure ->
            new DevelopingFailure(
                failure.where(),
                now.wallTime().minusNanos(Math.max(0, nanos - failure.sinceNanos())),
                failure.waitingFor()))
        .toList();
  }

  /** The engine's clock begins with the first assessment, so that its times can be compared. */
  private ClockReading begun(ClockReading now) {
    ClockReading first = begun;
    if (first == null) {
      first = now;
      begun = first;
    }
    return first;
  }
}
