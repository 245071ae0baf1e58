// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.check;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TokenBucket;
import io.netcheck.exporter.mesh.Link;
import io.netcheck.exporter.mesh.LinkColumns;
import io.netcheck.protocol.CheckLine;
import io.netcheck.protocol.LinkState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The paths of links that work, one after the other: what a trace of a broken link is compared
 * with. A link whose agents notice that its path has got longer or shorter has its turn at once. A
 * path of the same length by other hops is no change: equal paths take turns. For one thread at a
 * time, except {@link #changes}.
 */
final class PathBaselines {
  private static final Logger LOG = LoggerFactory.getLogger(PathBaselines.class);

  /** By calculation, 3 MB with paths of four hops, and 25 MB with the longest ones. */
  private static final int MOST_KNOWN = 5_000;

  private static final int MOST_OPEN = 4;

  /** Links that are passed over in one look, because they do not work. */
  private static final int MOST_STEPS = 500;

  private record Asked(Link.Key link, OrderTicket ticket, boolean rerouted) {}

  private final Function<Link.Key, Optional<OrderTicket>> tracing;
  private final ProcessClock clock;
  private final Optional<TokenBucket> rate;
  private final ReroutedLinks rerouted = new ReroutedLinks();
  private final List<Asked> open = new ArrayList<>();
  private final Map<Link.Key, KnownPath> known = new LinkedHashMap<>();
  private final LongAdder changes = new LongAdder();
  private int next;

  /**
   * @param tracing orders a trace of a link, if that is possible
   * @param rate how many of them; empty for none
   */
  PathBaselines(
      Function<Link.Key, Optional<OrderTicket>> tracing,
      Optional<TokenBucket.Rate> rate,
      ProcessClock clock) {
    this.tracing = tracing;
    this.clock = clock;
    this.rate = rate.map(limit -> new TokenBucket(limit, clock.nanoTime()));
  }

  /** The last path on which the link worked; empty if it is not known. */
  Optional<KnownPath> of(Link.Key link) {
    return Optional.ofNullable(known.get(link));
  }

  /** How often a path had another length than before. */
  long changes() {
    return changes.sum();
  }

  /** Takes results, and has the next link traced if it is time. */
  void look(LinkColumns links) {
    for (Iterator<Asked> each = open.iterator(); each.hasNext(); ) {
      Asked asked = each.next();
      if (!asked.ticket.isOpen()) {
        each.remove();
        TracedPaths.trace(asked.ticket)
            .filter(trace -> !trace.isFailed() && !trace.hops().isEmpty())
            .ifPresent(trace -> learn(asked, trace));
      }
    }
    rerouted.note(links, clock.nanoTime());
    if (rate.isPresent() && open.size() < MOST_OPEN && rate.get().has(clock.nanoTime())) {
      rerouted
          .next()
          .flatMap(link -> ask(link, true))
          .or(() -> nextUp(links).flatMap(link -> ask(link, false)))
          .ifPresent(asked -> {
            rate.get().take(clock.nanoTime());
            open.add(asked);
          });
    }
  }

  private Optional<Asked> ask(Link.Key link, boolean moved) {
    return tracing.apply(link).map(ticket -> new Asked(link, ticket, moved));
  }

  private Optional<Link.Key> nextUp(LinkColumns links) {
    for (int step = 0; step < Math.min(MOST_STEPS, links.size()); step++) {
      next = (next + 1) % links.size();
      if (links.state(next) == LinkState.UP) {
        return Optional.of(links.link(next).key());
      }
    }
    return Optional.empty();
  }

  private void learn(Asked asked, CheckLine.Traced trace) {
    KnownPath now = KnownPath.of(trace, asked.ticket.createdNanos());
    KnownPath before = known.put(asked.link, now);
    if (before == null ? asked.rerouted : before.length() != now.length()) {
      changes.increment();
      LOG.info(
          "path changed network={} ip_family={} source={} target={} before=\"{}\" now=\"{}\"",
          asked.link.network(),
          asked.link.family(),
          asked.link.source(),
          asked.link.target(),
          before == null ? "unknown" : before,
          now);
    }
    if (known.size() > MOST_KNOWN) {
      known.remove(known.keySet().iterator().next());
    }
  }
}
