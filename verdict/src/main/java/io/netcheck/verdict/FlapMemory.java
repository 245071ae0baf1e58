// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Remembers how often nodes and links went down and came back. What changed three times within a
 * few minutes flaps, until it has been stable for longer than it ever was in between.
 */
final class FlapMemory {
  private static final int CHANGES = 3;
  static final long WINDOW = 180_000_000_000L;
  private static final long LEAST_STABLE = 20_000_000_000L;
  private static final long LONGEST_SPELL = 30_000_000_000L;

  private final Map<String, Flaps> bySubject = new HashMap<>();

  /** The changes of one subject, and what it is when it is down. */
  private static final class Flaps {
    final Finding down;
    final Deque<Long> changes = new ArrayDeque<>();
    boolean isDown;

    Flaps(Finding down) {
      this.down = down;
    }
  }

  static boolean canFlap(Finding finding) {
    return switch (finding.kind()) {
      case LINK_DOWN, NODE_UNREACHABLE, NODE_ISOLATED -> true;
      default -> false;
    };
  }

  /** A node or a link, the same for both directions of a link. */
  private static String subject(Finding finding) {
    FaultPlace place = finding.place();
    return place.source().isEmpty()
        ? finding.subject()
        : Wording.pair(place.source(), place.target(), true, true);
  }

  /** Something that was shown went down, or came back. Links are told apart earlier. */
  void change(Finding finding, boolean down, long nanos) {
    if (canFlap(finding) && finding.kind() != FaultKind.LINK_DOWN) {
      Flaps flaps = flaps(finding);
      if (flaps.isDown != down) {
        flaps.isDown = down;
        flaps.changes.add(nanos);
      }
    }
  }

  /** A single link went down, or came back. */
  void changeOfLink(Finding down, long nanos) {
    flaps(down).changes.add(nanos);
  }

  private Flaps flaps(Finding down) {
    return bySubject.computeIfAbsent(subject(down), _ -> new Flaps(down));
  }

  void forget(long nanos) {
    bySubject
        .values()
        .removeIf(flaps -> {
          while (!flaps.changes.isEmpty() && nanos - flaps.changes.peekFirst() > WINDOW) {
            flaps.changes.removeFirst();
          }
          return flaps.changes.isEmpty();
        });
  }

  /**
   * Whether a finding is about something that flaps, or about a single link of a node that does;
   * what they lose is a part of that.
   */
  boolean isFlapping(Finding finding, long nanos) {
    FaultPlace place = finding.place();
    return (canFlap(finding) || finding.kind() == FaultKind.PACKET_LOSS)
        && Stream.of(subject(finding), place.source(), place.target())
            .map(bySubject::get)
            .anyMatch(flaps -> flaps != null && isFlapping(flaps, nanos));
  }

  private static boolean isFlapping(Flaps flaps, long nanos) {
    if (flaps.changes.size() < CHANGES) {
      return false;
    }
    long longest = LEAST_STABLE;
    long before = flaps.changes.getFirst();
    for (long change : flaps.changes) {
      if (change - before > LONGEST_SPELL) {
        return false; // two outages are not one that comes and goes
      }
      longest = Math.max(longest, change - before);
      before = change;
    }
    return nanos - flaps.changes.getLast() <= longest * 5 / 4;
  }

  List<Finding> findings(long nanos) {
    List<Finding> findings = new ArrayList<>();
    bySubject.forEach((subject, flaps) -> {
      if (isFlapping(flaps, nanos)) {
        findings.add(finding(subject, flaps, nanos));
      }
    });
    return findings;
  }

  private static Finding finding(String subject, Flaps flaps, long nanos) {
    FaultPlace place = flaps.down.place();
    return new Finding(
        FaultKind.FLAPPING,
        FaultKind.FLAPPING.severity(),
        subject,
        flaps.down.scope(),
        place.undirected(),
        0,
        flaps.changes.getFirst(),
        List.of(
            "it went down or came back "
                + flaps.changes.size()
                + " times in "
                + Math.max(1, (nanos - flaps.changes.getFirst()) / 1_000_000_000L)
                + " s"),
        List.of(),
        0.95,
        "Check for a loose cable, a port that negotiates again and again, or two devices with one"
            + " address.");
  }
}
