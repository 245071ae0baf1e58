// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.sweep;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.topology.TemporaryPeers;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the agents of failing swept pairs be peers for a while, so that the pair has a link like any
 * other and a verdict. It leaves alone what a fault explains that is shown, and agents that have
 * just started or are not heard. For one thread at a time.
 */
public final class SweepWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SweepWatch.class);

  /** How long a pair is watched after it was last seen to fail. */
  static final Duration WATCHED = Duration.ofMinutes(10);

  /** Room for pairs that have nothing in common; otherwise the verdict has enough of them. */
  public static final TemporaryPeers.Limits LIMITS = new TemporaryPeers.Limits(4, 4, 100);

  /** A dead node is named within this time, and its heartbeats are missed soon after. */
  private static final Duration SETTLING = Duration.ofSeconds(6);

  /** What develops can explain a pair, for so long. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** An agent that has just started may not be known to all others. */
  private static final Duration JOINING = Duration.ofMinutes(1);

  private final SweepDesk desk;
  private final TemporaryPeers watched;
  private final ProcessClock clock;

  public SweepWatch(SweepDesk desk, TemporaryPeers watched, ProcessClock clock) {
    this.desk = desk;
    this.watched = watched;
    this.clock = clock;
  }

  /** Begins to watch pairs, and ends it. To be called about once a second. */
  public void look(Assessment assessment) {
    desk.look(assessment.clients());
    List<FailingPair> failing = desk.failing();
    if (failing.isEmpty() && watched.size() == 0) {
      return;
    }
    Map<ClientId, Client> clients =
        assessment.clients().stream()
            .collect(Collectors.toMap(Client::id, Function.identity(), (one, _) -> one));
    // Those that fail stay, as long as they do.
    for (TemporaryPeers.TemporaryPair pair : watched.pairs()) {
      if (fails(clients.get(pair.source()), pair.target())) {
        watched.keep(pair.source(), pair.target(), WATCHED);
      }
    }
    ExplainedPairs explained = new ExplainedPairs(assessment.faults());
    for (FailingPair pair : failing) {
      if (isWatched(pair)) {
        if (works(clients.get(pair.source()), pair.target())) {
          desk.forget(pair);
        }
      } else if (isDue(pair, assessment)
          && isSettled(clients.get(pair.source()))
          && isSettled(clients.get(pair.target()))
          && !isExplained(pair, clients, explained)
          && watched.keep(pair.source(), pair.target(), WATCHED)) {
        LOG.info(
            "pair watched kind={} source_node={} target_node={}",
            pair.source().kind(),
            pair.source().node(),
            pair.target().node());
      }
    }
    watched.expire();
  }

  private boolean isWatched(FailingPair pair) {
    return watched.of(pair.source()).contains(pair.target());
  }

  private boolean isDue(FailingPair pair, Assessment assessment) {
    Duration age = clock.since(pair.toldNanos());
    return age.compareTo(assessment.developing().isEmpty() ? SETTLING : PATIENCE) >= 0;
  }

  private static boolean isSettled(@Nullable Client client) {
    return client != null
        && client.isBelieved()
        && client.duplicates().isEmpty()
        && client.timing().reporting().uptime().compareTo(JOINING) >= 0;
  }

  private static boolean isExplained(
      FailingPair pair, Map<ClientId, Client> clients, ExplainedPairs explained) {
    return explained.contains(
        pair.source().node(),
        zone(clients.get(pair.source())),
        pair.target().node(),
        zone(clients.get(pair.target())));
  }

  private static String zone(@Nullable Client client) {
    return client == null ? "" : client.identity().zone();
  }

  /** Whether a link to {@code target}, or a kind of probe on it, is down. */
  private static boolean fails(@Nullable Client source, ClientId target) {
    return source != null && source.isBelieved() && has(source, target, LinkState.DOWN);
  }

  /** Whether all links to {@code target} are up, with each kind of probe. */
  private static boolean works(@Nullable Client source, ClientId target) {
    return source != null
        && source.isBelieved()
        && has(source, target, LinkState.UP)
        && !has(source, target, LinkState.DOWN);
  }

  private static boolean has(Client source, ClientId target, LinkState state) {
    for (PlaneResults plane : source.results().planes()) {
      int row = plane.targets().indexOf(target.node());
      if (row >= 0) {
        if (plane.up()[row] == state.code()) {
          return true;
        }
        for (ProbeColumn column : plane.probes().values()) {
          if (column.up()[row] == state.code()) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
