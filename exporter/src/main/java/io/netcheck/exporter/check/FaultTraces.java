// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.check;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TokenBucket;
import io.netcheck.exporter.assess.Fault;
import io.netcheck.exporter.assess.FaultEvidence;
import io.netcheck.exporter.assess.FaultKey;
import io.netcheck.exporter.mesh.Link;
import io.netcheck.exporter.mesh.LinkColumns;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.CheckQuestion;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Peer;
import io.netcheck.verdict.Plane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Has the paths of new faults traced, and adds to their evidence where the traces end. A fault gets
 * two traces at most, from different nodes: the first of its links that are down. All faults
 * together have a budget; while no new one needs it, the paths of links that work are traced, see
 * {@link PathBaselines}. For one thread at a time, except {@link #pathChanges}.
 */
public final class FaultTraces implements FaultEvidence {
  private static final int TRACES_OF_FAULT = 2;

  /** A fault that could not be traced for so long, such as for want of budget, is not traced. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  /** In a large outage, the first ones are enough. */
  private static final int MOST_LINKS = 20_000;

  /** A link of a fault, and its trace. */
  private record Traced(Link.Key link, OrderTicket ticket) {}

  private static final class Traces {
    final long sinceNanos;
    final List<Traced> ordered = new ArrayList<>();

    Traces(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }

    boolean isFrom(Link.Key link) {
      return ordered.stream().anyMatch(traced -> traced.link.source().equals(link.source()));
    }
  }

  private final OrderBook orders;
  private final Function<ClientId, Optional<Peer>> peers;
  private final ProcessClock clock;
  private final Optional<TokenBucket> budget;
  private final PathBaselines baselines;
  private Map<FaultKey, Traces> known = Map.of();

  /**
   * @param peers where an agent can be reached
   * @param rates how many traces are ordered
   */
  public FaultTraces(
      OrderBook orders,
      Function<ClientId, Optional<Peer>> peers,
      OrderRates rates,
      ProcessClock clock) {
    this.orders = orders;
    this.peers = peers;
    this.clock = clock;
    this.budget =
        OrderRates.rate(rates.tracesPerMinute())
            .map(perMinute -> new TokenBucket(perMinute, clock.nanoTime()));
    this.baselines =
        new PathBaselines(
            this::ordered,
            OrderRates.rate(rates.tracesPerMinute() / 2)
                .map(half -> new TokenBucket.Rate(half.interval(), 1)),
            clock);
  }

  /** How often the path of a link that works had another length than before. */
  public long pathChanges() {
    return baselines.changes();
  }

  @Override
  public List<Fault> added(List<Fault> faults, Mesh mesh) {
    if (budget.isEmpty()) {
      return faults;
    }
    Map<FaultKey, Traces> next = new HashMap<>();
    List<Fault> wanting = new ArrayList<>();
    for (Fault fault : faults) {
      if (TracedPaths.isTraced(fault.kind())) {
        Traces before = known.get(fault.key());
        Traces traces = before == null ? new Traces(clock.nanoTime()) : before;
        next.put(fault.key(), traces);
        if (isWanting(traces)) {
          wanting.add(fault);
        }
      }
    }
    known = next;
    if (wanting.isEmpty()) {
      baselines.look(mesh.links());
    } else {
      order(wanting, mesh.links());
    }
    return faults.stream().map(this::explained).toList();
  }

  private boolean isWanting(Traces traces) {
    return traces.ordered.isEmpty() && clock.since(traces.sinceNanos).compareTo(FRESH) <= 0;
  }

  private void order(List<Fault> faults, LinkColumns links) {
    TokenBucket tokens = budget.orElseThrow();
    int seen = 0;
    for (int i = 0; i < links.size() && seen < MOST_LINKS && links.down() > 0; i++) {
      // A link is down only if its source reports now, so it can be asked.
      if (links.state(i) == LinkState.DOWN) {
        if (!tokens.has(clock.nanoTime())) {
          return;
        }
        seen++;
        Link link = links.link(i);
        faults.stream()
            .filter(fault -> TracedPaths.isOn(link, fault.finding()))
            .findFirst()
            .flatMap(fault -> Optional.ofNullable(known.get(fault.key())))
            .ifPresent(traces -> order(link.key(), traces, tokens));
      }
    }
  }

  private void order(Link.Key link, Traces traces, TokenBucket tokens) {
    if (traces.ordered.size() < TRACES_OF_FAULT && !traces.isFrom(link)) {
      ordered(link)
          .ifPresent(ticket -> {
            tokens.take(clock.nanoTime());
            traces.ordered.add(new Traced(link, ticket));
          });
    }
  }

  private Optional<OrderTicket> ordered(Link.Key link) {
    AgentKind kind = Plane.agents(link.network());
    return peers
        .apply(new ClientId(kind, link.target()))
        .flatMap(target ->
            orders.order(
                new ClientId(kind, link.source()),
                target,
                CheckQuestion.trace(link.network(), link.family())));
  }

  private Fault explained(Fault fault) {
    Traces traces = known.get(fault.key());
    if (traces == null) {
      return fault;
    }
    List<String> found =
        traces.ordered.stream()
            .flatMap(traced ->
                TracedPaths.sentence(traced.link, traced.ticket, baselines.of(traced.link))
                    .stream())
            .toList();
    return found.isEmpty() ? fault : fault.withEvidence(found);
  }
}
