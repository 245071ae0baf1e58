// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.check;

import io.netcheck.agent.link.LinkKey;
import io.netcheck.agent.link.LinkPlan;
import io.netcheck.agent.probe.AgentIdentity;
import io.netcheck.agent.probe.Outcome;
import io.netcheck.agent.probe.PathTrace;
import io.netcheck.agent.probe.PathTracer;
import io.netcheck.agent.probe.ProbeTarget;
import io.netcheck.agent.probe.Prober;
import io.netcheck.agent.probe.SizedProber;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.CheckLine;
import io.netcheck.protocol.CheckProbe;
import io.netcheck.protocol.CheckQuestion;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.ProbeKind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What has to be sent for a check of the links to one agent. It uses the probers of the regular
 * probes, but their outcomes count for the check only.
 */
public final class CheckTasks {
  private final LinkPlan plan;
  private final PathTracer tracer;
  private final Duration timeout;
  private final ProcessClock clock;

  /**
   * @param timeout of one probe
   */
  public CheckTasks(LinkPlan plan, PathTracer tracer, Duration timeout, ProcessClock clock) {
    this.plan = plan;
    this.tracer = tracer;
    this.timeout = timeout;
    this.clock = clock;
  }

  /** One task for each line of the result; none if there is no link. */
  List<CheckTask> of(Peer target, CheckQuestion question) {
    List<CheckTask> tasks = new ArrayList<>();
    for (Map.Entry<LinkKey, Map<ProbeKind, ProbeTarget>> link : plan.links(target).entrySet()) {
      LinkKey key = link.getKey();
      if (question.contains(key.network()) && question.contains(key.family())) {
        for (CheckProbe probe : question.probes()) {
          tasks.addAll(
              probe
                  .kind()
                  .map(kind -> tasks(key, probe, kind, link.getValue(), question))
                  .orElseGet(() -> List.of(trace(key, target))));
        }
      }
    }
    return tasks;
  }

  private List<CheckTask> tasks(
      LinkKey link,
      CheckProbe probe,
      ProbeKind kind,
      Map<ProbeKind, ProbeTarget> targets,
      CheckQuestion question) {
    Prober prober = plan.probers().get(kind);
    ProbeTarget target = targets.get(kind);
    if (prober == null) {
      return List.of(skipped(link, probe, CheckLine.Skipped.Reason.NOT_CONFIGURED));
    }
    if (prober.unsupported(link.family()).isPresent()) {
      return List.of(skipped(link, probe, CheckLine.Skipped.Reason.NOT_SUPPORTED));
    }
    if (target == null) {
      return List.of(skipped(link, probe, CheckLine.Skipped.Reason.NOT_APPLICABLE));
    }
    int count = question.count();
    return switch (kind) {
      case ICMP ->
          List.of(
              measured(
                  link,
                  probe,
                  0,
                  0,
                  count,
                  (deadlineNanos, sink) -> prober.probe(target, deadlineNanos, sink)));
      case UDP ->
          List.of(
              measured(
                  link,
                  probe,
                  0,
                  target.port(),
                  count,
                  (deadlineNanos, sink) -> prober.probeNewFlow(target, deadlineNanos, sink)));
      case TCP ->
          ports(target, question.ports()).stream()
              .map(each ->
                  measured(
                      link,
                      probe,
                      0,
                      each.port(),
                      count,
                      (deadlineNanos, sink) -> prober.probe(each, deadlineNanos, sink)))
              .toList();
      case MTU ->
          prober
              .sized()
              .map(sized -> sizes(link, target, question, sized))
              .orElseGet(
                  () -> List.of(skipped(link, probe, CheckLine.Skipped.Reason.NOT_SUPPORTED)));
    };
  }

  /** At other ports than the link's, any answer is good. */
  private static List<ProbeTarget> ports(ProbeTarget target, List<Integer> ports) {
    ProbeTarget asking = target.agent().isPresent() ? target.withHello() : target;
    return ports.isEmpty()
        ? List.of(asking)
        : ports.stream()
            .map(port ->
                port == target.port()
                    ? asking
                    : new ProbeTarget(target.address(), port, target.network()))
            .toList();
  }

  private List<CheckTask> sizes(
      LinkKey link, ProbeTarget target, CheckQuestion question, SizedProber prober) {
    List<OptionalInt> wanted =
        question.sizes().isEmpty()
            ? List.of(OptionalInt.empty())
            : question.sizes().stream().map(OptionalInt::of).toList();
    List<CheckTask> tasks = new ArrayList<>();
    for (OptionalInt one : wanted) {
      OptionalInt size = prober.size(target, one);
      tasks.add(
          size.isEmpty()
              ? skipped(link, CheckProbe.MTU, CheckLine.Skipped.Reason.NOT_SUPPORTED)
              : measured(
                  link,
                  CheckProbe.MTU,
                  size.getAsInt(),
                  target.port(),
                  question.count(),
                  (deadlineNanos, sink) ->
                      prober.probeOnce(target, size.getAsInt(), deadlineNanos, sink)));
    }
    return tasks;
  }

  /** A call of a prober to a known target. */
  @FunctionalInterface
  private interface ProbeCall {
    void probe(long deadlineNanos, Consumer<Outcome> sink);
  }

  private CheckTask measured(
      LinkKey link, CheckProbe probe, int size, int port, int count, ProbeCall call) {
    LineTally tally = new LineTally();
    return new CheckTask(
        count,
        ended ->
            call.probe(
                clock.nanoTime() + timeout.toNanos(),
                outcome -> {
                  tally.add(outcome);
                  ended.run();
                }),
        () -> tally.line(link, probe, size, port));
  }

  private CheckTask trace(LinkKey link, Peer peer) {
    if (tracer.unsupported(link.family()).isPresent()) {
      return skipped(link, CheckProbe.TRACE, CheckLine.Skipped.Reason.NOT_SUPPORTED);
    }
    ProbeTarget target = traced(link, peer);
    AtomicReference<PathTrace> found =
        new AtomicReference<>(new PathTrace(List.of(), Optional.of(FailureReason.LOCAL)));
    return new CheckTask(
        1,
        ended ->
            tracer.trace(
                target,
                trace -> {
                  found.set(trace);
                  ended.run();
                }),
        () ->
            new CheckLine.Traced(
                link.network(),
                link.family(),
                target.port(),
                found.get().hops(),
                found.get().failure()));
  }

  /** The agent itself answers, or where there is none, its host, that the port is closed. */
  private ProbeTarget traced(LinkKey link, Peer peer) {
    InetAddress address =
        peer.endpoint().addresses(link.network()).stream()
            .filter(one -> IpFamily.of(one) == link.family())
            .findFirst()
            .orElseThrow();
    return link.network() == Network.NODE
        ? new ProbeTarget(address, PathTracer.CLOSED_PORT, link.network())
        : new ProbeTarget(
            address,
            peer.endpoint().port(),
            link.network(),
            Optional.of(AgentIdentity.of(peer.id())),
            false);
  }

  private static CheckTask skipped(
      LinkKey link, CheckProbe probe, CheckLine.Skipped.Reason reason) {
    return CheckTask.known(new CheckLine.Skipped(link.network(), link.family(), probe, reason));
  }
}
