// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.PacketCounts;
import io.netcheck.protocol.WayCounts;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The requests of one prober to one target, and what became of them on the way there and on the way
 * back. The numbers that each reply brings tell both ways apart: what the responder did not receive
 * was lost there, and what it received and the prober got no answer to was lost on the way back.
 * What a responder of an earlier version received is not known. Not thread-safe.
 */
final class EchoStream {
  /** Requests that are remembered. A second copy of an answer is hardly later than that. */
  private static final int REMEMBERED = 16;

  /** Of so many requests, one is sent twice in a row: only then can one overtake the other. */
  private static final int ONE_IN = 10;

  private enum State {
    NONE,
    WAITING,
    ANSWERED,
    /** Not answered in time. */
    SILENT
  }

  /** Never 0. */
  private final long id;

  private int number;
  private final long[] sequences = new long[REMEMBERED];
  private final State[] states = new State[REMEMBERED];

  /** Whether the responder told what it received; otherwise the following says nothing. */
  private boolean told;

  /** What was told last. */
  private EchoTail.Received known = new EchoTail.Received(0, 0, 0, 0, 0);

  private int highestAnswered;

  /** Requests since the first one that the responder knows, that were not answered in time. */
  private int silent;

  /** Requests since then that came back with an error: they were not lost. */
  private int returned;

  /** Silent requests whose reply may be one that came damaged. */
  private int damagedReplies;

  /** Lost requests and lost replies that were counted already. */
  private int lostThere;

  private int lostBack;

  private WayCounts there = WayCounts.NONE;
  private WayCounts back = WayCounts.NONE;

  EchoStream(long id) {
    this.id = id == 0 ? 1 : id;
    Arrays.fill(states, State.NONE);
  }

  long id() {
    return id;
  }

  /** The number of the next request. */
  int next() {
    return number + 1;
  }

  /** Whether the next request must be followed by another one at once. */
  boolean isPairDue() {
    return next() % ONE_IN == 0;
  }

  /** The next request was sent. */
  void sent(long sequence) {
    number++;
    sequences[slot(number)] = sequence;
    states[slot(number)] = State.WAITING;
  }

  /** A request does not wait any more. If it was not answered, it came back with an error. */
  void ended(long sequence) {
    int its = find(sequence);
    if (its != 0 && states[slot(its)] == State.WAITING) {
      states[slot(its)] = State.ANSWERED;
      returned += isCounted(its) ? 1 : 0;
    }
  }

  /** A request was not answered in time. */
  void expired(long sequence) {
    int its = find(sequence);
    if (its != 0 && states[slot(its)] == State.WAITING) {
      states[slot(its)] = State.SILENT;
      silent += isCounted(its) ? 1 : 0;
    }
  }

  /** A request was answered, without a word about what was received. */
  void answered(long sequence) {
    int its = find(sequence);
    if (its != 0) {
      arrived(its);
    }
  }

  /**
   * A request was answered.
   *
   * @param reply with the tail of the target
   */
  void answered(long sequence, ByteBuffer reply) {
    int its = find(sequence);
    if (its == 0) {
      return;
    }
    EchoTail.Received now = EchoTail.received(reply);
    boolean late = hear(its, now);
    if (arrived(its) && !late) {
      back = back.plus(new WayCounts(0, 0, 1, 0));
    }
    count(its, now);
  }

  /**
   * A reply to a request that does not wait any more: the second one, or one that is late.
   *
   * @param tail whether the reply has one, of the target
   */
  void unexpected(long sequence, ByteBuffer reply, boolean tail) {
    int its = find(sequence);
    if (its == 0) {
      return;
    }
    switch (states[slot(its)]) {
      case ANSWERED -> back = back.plus(new WayCounts(0, 1, 0, 0));
      case SILENT -> {
        // It is too late, and not lost.
        silent -= isCounted(its) ? 1 : 0;
        if (tail) {
          answered(sequence, reply);
        } else {
          arrived(its);
        }
      }
      case NONE, WAITING -> {}
    }
  }

  /** The reply to a request is damaged. */
  void damaged(long sequence) {
    back = back.plus(new WayCounts(0, 0, 0, 1));
    int its = find(sequence);
    if (its != 0 && states[slot(its)] == State.WAITING) {
      arrived(its);
    } else {
      // Its numbers are damaged as well, so its request will seem to get no answer.
      damagedReplies += told ? 1 : 0;
    }
  }

  /** What is known since the last call. */
  PacketCounts take() {
    if (there.isNone() && back.isNone()) {
      return PacketCounts.NONE;
    }
    PacketCounts counts = new PacketCounts(there, back);
    there = WayCounts.NONE;
    back = WayCounts.NONE;
    return counts;
  }

  /** Marks a request as answered. Returns whether a later one was answered before. */
  private boolean arrived(int its) {
    states[slot(its)] = State.ANSWERED;
    if (its - highestAnswered > 0) {
      highestAnswered = its;
      return false;
    }
    return true;
  }

  /** Takes in what the responder tells; returns whether the request was overtaken on its way. */
  private boolean hear(int its, EchoTail.Received now) {
    if (!told || now.first() != known.first()) {
      // The responder is new, or has forgotten this stream.
      told = true;
      known = new EchoTail.Received(now.first(), 0, 0, 0, 0);
      silent = silentSince(now.first());
      returned = 0;
      damagedReplies = 0;
      lostThere = 0;
      lostBack = 0;
    }
    WayCounts more =
        new WayCounts(
            0,
            Math.max(0, now.repeated() - known.repeated()),
            Math.max(0, now.reordered() - known.reordered()),
            Math.max(0, now.damaged() - known.damaged()));
    there = there.plus(more);
    boolean late = more.reordered() > 0 && its - highestAnswered < 0;
    known =
        new EchoTail.Received(
            now.first(),
            Math.max(known.received(), now.received()),
            Math.max(known.repeated(), now.repeated()),
            Math.max(known.reordered(), now.reordered()),
            Math.max(known.damaged(), now.damaged()));
    return late;
  }

  /** Counts what is lost, unless an earlier request may still arrive. */
  private void count(int its, EchoTail.Received now) {
    if (its != highestAnswered || !isCounted(its) || isAnyWaitingBefore(its)) {
      return;
    }
    int missing = its - now.first() + 1 - now.received();
    int lost = Math.max(0, missing - known.damaged() - returned);
    int unanswered = silent - silentAfter(its) - damagedReplies;
    int lostOnReturn = Math.max(0, unanswered - lost - known.damaged());
    there = there.plus(new WayCounts(Math.max(0, lost - lostThere), 0, 0, 0));
    back = back.plus(new WayCounts(Math.max(0, lostOnReturn - lostBack), 0, 0, 0));
    lostThere = Math.max(lostThere, lost);
    lostBack = Math.max(lostBack, lostOnReturn);
  }

  private boolean isCounted(int its) {
    return told && its - known.first() >= 0;
  }

  private int silentAfter(int its) {
    return silentSince(its + 1);
  }

  /** As far as they are remembered. */
  private int silentSince(int first) {
    int count = 0;
    for (int one = number; number - one < REMEMBERED && one > 0 && one - first >= 0; one--) {
      count += states[slot(one)] == State.SILENT ? 1 : 0;
    }
    return count;
  }

  private boolean isAnyWaitingBefore(int its) {
    for (int one = its - 1; number - one < REMEMBERED && one > 0; one--) {
      if (states[slot(one)] == State.WAITING) {
        return true;
      }
    }
    return false;
  }

  /** The number of a request; 0 if it is not remembered. */
  private int find(long sequence) {
    for (int one = number; number - one < REMEMBERED && one > 0; one--) {
      if (sequences[slot(one)] == sequence) {
        return one;
      }
    }
    return 0;
  }

  private static int slot(int its) {
    return Math.floorMod(its, REMEMBERED);
  }
}
