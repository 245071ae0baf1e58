// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.FailingPorts;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.ProbeKind;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells when new flows fail on a link while old ones are answered: a table of connections is full,
 * or a packet filter lets only known connections pass. Not thread-safe; the link guards it.
 *
 * <p>A flow is old once it was answered. UDP has old and new flows. All pings are one flow, so they
 * are old, and each TCP connection is a new one. If TCP connections fail, they may do so because
 * they are TCP. So they count only together with new flows of a kind whose old ones are answered.
 */
final class NewFlows {
  /** So many new flows of a kind fail in a row, and none is answered. */
  private static final int ENOUGH_OF_KIND = 2;

  /** So many new flows of all kinds. Fewer may all take one of several paths, a dead one. */
  private static final int ENOUGH = 5;

  /** So many probes over old flows are answered meanwhile, and none is lost. */
  private static final int ENOUGH_OLD = 3;

  private static final class KindOfFlow {
    private final FlowTable table = new FlowTable();

    /** New flows that failed since one was answered. */
    private int failed;

    /** Answers over old flows since a new flow of any kind failed. */
    private int oldAnswered;

    /** Whether the last failure of a new flow was named so. */
    private boolean named;
  }

  private final Map<ProbeKind, KindOfFlow> kinds = new EnumMap<>(ProbeKind.class);

  /** New flows of all kinds that failed since one of their kind was answered. */
  private int failed;

  /** Whether a new flow was answered since new flows of a kind began to fail. */
  private boolean answered;

  /** Probes over old flows that failed in a row. */
  private int oldFailed;

  private boolean changed;

  /** Whether flows of this kind are compared. Datagrams of full size fail for reasons of theirs. */
  private static boolean isCompared(ProbeKind kind) {
    return switch (kind) {
      case ICMP, UDP, TCP -> true;
      case MTU -> false;
    };
  }

  /** Returns the outcome, or {@link FailureReason#NEW_FLOW} if that explains it. */
  @SuppressWarnings("ReferenceEquality") // the same outcome, not an equal one
  Outcome compare(ProbeKind kind, Outcome outcome, long nowNanos) {
    if (!isCompared(kind) || outcome.flow() == Outcome.NO_FLOW) {
      return outcome;
    }
    KindOfFlow flows = kinds.computeIfAbsent(kind, _ -> new KindOfFlow());
    Outcome meaning = add(kind, flows, outcome, nowNanos);
    boolean named = fail(kind) && (flows.named || meaning != outcome);
    changed |= named != flows.named;
    flows.named = named;
    return meaning;
  }

  private Outcome add(ProbeKind kind, KindOfFlow flows, Outcome outcome, long nowNanos) {
    boolean works = isAnswer(outcome);
    if (!works && !isSilence(outcome)) {
      return outcome;
    }
    FlowTable.Standing standing =
        kind == ProbeKind.TCP
            ? FlowTable.Standing.UNKNOWN
            : flows.table.use(outcome.flow(), works, nowNanos);
    if (standing == FlowTable.Standing.ESTABLISHED) {
      addOld(flows, works);
      return outcome;
    }
    if (works) {
      answered = true;
      if (areFailing()) {
        // Ports failed because they were new, and not because of their paths.
        kinds.values().forEach(all -> all.table.pardon());
      }
      failed -= flows.failed;
      flows.failed = 0;
      return outcome;
    }
    if (standing == FlowTable.Standing.UNKNOWN) {
      if (flows.failed == 0) {
        answered = false;
      }
      if (failed == 0) {
        kinds.values().forEach(all -> all.oldAnswered = 0);
      }
      flows.failed++;
      failed++;
    }
    return fail(kind)
        ? new Outcome.Failure(FailureReason.NEW_FLOW)
            .over(outcome.flow())
            .counting(outcome.packets())
        : outcome;
  }

  private void addOld(KindOfFlow flows, boolean works) {
    if (works) {
      oldFailed = 0;
      flows.oldAnswered += failed > 0 ? 1 : 0;
      return;
    }
    oldFailed++;
    // One packet may get lost by chance.
    if (!areFailing() || oldFailed >= ENOUGH_OLD) {
      failed = 0;
      kinds.values().forEach(all -> all.failed = 0);
    }
  }

  /** Whatever it says, the packet was not dropped for being of a new flow. */
  private static boolean isAnswer(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Reply _, Outcome.LateReply _ -> true;
      case Outcome.Unmeasured _ -> false;
      case Outcome.Failure failure ->
          failure.reason() == FailureReason.REFUSED || failure.reason() == FailureReason.RESET;
    };
  }

  /**
   * The packet was dropped on the way, or by this host: its own table is full as well as others.
   */
  private static boolean isSilence(Outcome outcome) {
    return outcome instanceof Outcome.Failure failure
        && (failure.reason() == FailureReason.TIMEOUT || failure.reason() == FailureReason.LOCAL);
  }

  /** Whether new flows of a kind fail because they are new. */
  boolean fail(ProbeKind kind) {
    if (failed < ENOUGH) {
      return false;
    }
    KindOfFlow flows = kinds.get(kind);
    return flows != null && flows.failed >= ENOUGH_OF_KIND && areFailing();
  }

  private boolean areFailing() {
    Collection<KindOfFlow> all = kinds.values();
    return failed >= ENOUGH
        && all.stream().mapToInt(flows -> flows.oldAnswered).sum() >= ENOUGH_OLD
        && all.stream().anyMatch(flows -> flows.failed >= ENOUGH_OF_KIND && flows.oldAnswered > 0);
  }

  /** The source ports of UDP that fail always while others are answered. */
  Optional<FailingPorts> failingPorts(int row, long nowNanos) {
    KindOfFlow flows = kinds.get(ProbeKind.UDP);
    // While new flows fail, the ports that fail are the new ones.
    return flows == null || areFailing() ? Optional.empty() : flows.table.failing(row, nowNanos);
  }

  /**
   * Whether a probe of {@code kind} over a new flow must go beside the one over an old flow. That
   * is so after a new flow failed, until one is answered. Only UDP has a choice.
   */
  boolean wantsOne(ProbeKind kind) {
    return kind == ProbeKind.UDP && failed > 0 && !answered && oldFailed == 0;
  }

  /** Whether failures of a kind mean something else than at the last call. */
  boolean takeChange() {
    boolean was = changed;
    changed = false;
    return was;
  }
}
