// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * The rounds of one agent: every probe of every link once a second, spread over its first half, so
 * that the last one times out before the round ends.
 */
final class AgentRounds {
  private static final ProbeKind[] KINDS = ProbeKind.values();
  static final long SLOT_NANOS = 10_000_000;
  private static final long INTERVAL_NANOS = 1_000_000_000;
  private static final long TIMEOUT_NANOS = 500_000_000;
  private static final long LOOK_NANOS = 50_000_000;

  /** A starved process starts one round of so many. */
  private static final int STARVED_ROUNDS = 5;

  /** How much later it reads an answer, on average. */
  private static final double STARVED_NANOS = 250_000_000;

  private record PlannedProbe(AgentLink link, int kind, long offset) {}

  private record OpenProbe(AgentLink link, int kind, long due) {}

  private final LinkSet table;
  private final Fabric fabric;
  private final PeerHost hosts;
  private final SplittableRandom random;
  private final ArrayDeque<OpenProbe> open = new ArrayDeque<>();
  private List<AgentLink> planned = List.of();
  private PlannedProbe[] plan = {};
  private int next;
  private long begin = -1;
  private long completed;
  private boolean starved;

  AgentRounds(LinkSet table, Fabric fabric, PeerHost hosts, SplittableRandom random) {
    this.table = table;
    this.fabric = fabric;
    this.hosts = hosts;
    this.random = random;
  }

  long completed() {
    return completed;
  }

  void starve(boolean is) {
    starved = is;
  }

  /** Does what is due. Returns whether a state changed. */
  boolean advance(long now) {
    boolean changed = expire(now);
    if (begin < 0) {
      begin(now);
    } else if (now - begin >= (starved ? STARVED_ROUNDS : 1) * INTERVAL_NANOS) {
      completed++;
      // Rounds that could not start in time are skipped.
      begin(begin + (now - begin) / INTERVAL_NANOS * INTERVAL_NANOS);
    } else if (plan.length == 0 && now % LOOK_NANOS == 0 && !table.links().isEmpty()) {
      begin(now);
    }
    while (next < plan.length && begin + plan[next].offset() <= now) {
      changed |= send(plan[next++], now);
    }
    return changed;
  }

  private boolean expire(long now) {
    boolean changed = false;
    for (OpenProbe probe = open.peek(); probe != null && probe.due() <= now; probe = open.peek()) {
      open.remove();
      changed |= probe.link().failed(probe.kind(), FailureReason.TIMEOUT, now);
    }
    return changed;
  }

  private boolean send(PlannedProbe probe, long now) {
    long result = probe.link().probe(probe.kind(), fabric, hosts);
    if (starved && result >= 0) {
      result -= (long) (STARVED_NANOS * Math.log(1 - random.nextDouble()));
    }
    if (result >= 0 && result < TIMEOUT_NANOS) {
      return probe.link().answered(probe.kind(), result, now);
    }
    if (result >= 0 || result == Fabric.LOST) {
      open.add(new OpenProbe(probe.link(), probe.kind(), now + TIMEOUT_NANOS));
      return false;
    }
    return probe.link().failed(probe.kind(), Fabric.reason(result), now);
  }

  @SuppressWarnings("ReferenceEquality") // the table makes a new list for every change
  private void begin(long at) {
    begin = at;
    next = 0;
    List<AgentLink> links = table.links();
    if (links == planned) {
      return;
    }
    planned = links;
    List<AgentLink> shuffled = new ArrayList<>(links);
    Collections.shuffle(shuffled, new Random(random.nextLong()));
    List<PlannedProbe> all = new ArrayList<>();
    int total = total(links);
    for (int kind = 0; kind < KINDS.length; kind++) {
      for (AgentLink link : shuffled) {
        if (ClusterPlan.isProbed(link.network, KINDS[kind])) {
          long exact = (INTERVAL_NANOS - TIMEOUT_NANOS) * all.size() / total;
          all.add(new PlannedProbe(link, kind, exact - exact % SLOT_NANOS));
        }
      }
    }
    plan = all.toArray(PlannedProbe[]::new);
  }

  private static int total(List<AgentLink> links) {
    int total = 0;
    for (AgentLink link : links) {
      for (ProbeKind kind : KINDS) {
        total += ClusterPlan.isProbed(link.network, kind) ? 1 : 0;
      }
    }
    return total;
  }
}
