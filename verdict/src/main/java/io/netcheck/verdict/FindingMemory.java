// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides when a draft is shown, and for how long. The first name shown must be the right one, so a
 * draft waits until its evidence has stopped growing. After a fault has gone, the links that it
 * covered are left alone for a moment, because they recover one by one.
 */
final class FindingMemory {
  private static final long MILLI = 1_000_000L;

  /** Agents that lose the same thing report it within this time of each other. */
  private static final long SETTLED = 450 * MILLI;

  /** An agent that has not reported a loss by now has none, or its heartbeat was lost. */
  private static final long EARLY_REPORT = 750 * MILLI;

  /** A cause that still grows is shown after this time in any case. */
  private static final long LONGEST_WAIT = 2_000 * MILLI;

  /** The same for several causes of one kind, which may be parts of a larger one. */
  private static final long LONGEST_WAIT_OF_SIBLINGS = 3_500 * MILLI;

  /** So many causes at once, of whatever kind, may be parts of a larger one. */
  private static final int MANY = 3;

  /** So many are hardly ever several causes: one heartbeat that is late hides the larger one. */
  private static final int TOO_MANY = 6;

  /** By then the next one has come. */
  private static final long NEXT_REPORT = 6_000 * MILLI;

  /** Links of a fault that has gone recover within this time. */
  private static final long RECOVERY = 7_000 * MILLI;

  /** A source port whose path was dead is used again within this time. */
  private static final long RECOVERY_OF_PATHS = 20_000 * MILLI;

  /** An agent whose heartbeats are lost speaks again within this time, or is silent. */
  private static final long REMEMBERED = 30_000 * MILLI;

  private static final long NEXT_HEARTBEATS = 12_000 * MILLI;

  /** Another name for something that is shown must be right for this long. */
  private static final long RENAMED = 2_000 * MILLI;

  /** The same where most packets are lost: some of them get through in this time. */
  private static final long LOST_BY_NOW = 7_000 * MILLI;

  /** A fault whose links still fail is shown for this long while no other name is found. */
  private static final long UNNAMED = 5_000 * MILLI;

  /** A new exporter has heard every agent after this time. */
  private static final long START = 6_000 * MILLI;

  /** Of so many links with a dead path, three quarters do not lose nothing by chance. */
  private static final int SEVERAL_LINKS = 8;

  /** While more drafts than this wait, a large fault is about to show, and none is compared. */
  private static final int MOST_COMPARED = 200;

  private final Map<Draft.Key, Shown> shown = new LinkedHashMap<>();
  private final Map<Draft.Key, Long> firstSeen = new HashMap<>();
  private final List<Recovery> recoveries = new ArrayList<>();

  /** Faults that have another name now, as they were before. */
  private final List<Recovery> renames = new ArrayList<>();

  private final FlapMemory flaps = new FlapMemory();

  private long nowNanos;

  /**
   * @param largest the draft of this name with the most links lately: while it heals, it has fewer
   */
  private record Shown(Draft draft, Draft largest, long largestNanos, long lastNanos) {
    Shown next(Draft now, long nanos) {
      if (isRestOfNode(now) && nanos - largestNanos < NEXT_HEARTBEATS) {
        return new Shown(draft, largest, largestNanos, nanos);
      }
      boolean renews =
          now.failures().links().length >= largest.failures().links().length
              || nanos - largestNanos >= (isOfPaths(now) ? RECOVERY_OF_PATHS : RECOVERY);
      return renews
          ? new Shown(now, now, nanos, nanos)
          : new Shown(now.withScope(largest.finding().scope()), largest, largestNanos, nanos);
    }

    /** Whether one of two agents of a node is heard again: the other one may be, too. */
    private boolean isRestOfNode(Draft now) {
      return now.finding().kind() == FaultKind.CLIENT_MISSING
          && largest.finding().subject().length() > now.finding().subject().length();
    }

    /** Whether a draft is what is left of a fault that ends: heartbeats tell it one by one. */
    boolean isEnding(Draft now) {
      int left = now.failures().links().length;
      int most = largest.failures().links().length;
      return switch (now.finding().kind()) {
        case LATENCY_HIGH -> 2 * left <= most;
        // A few of them may have lost nothing by chance.
        case SOME_PATHS_FAILING -> 4 * left <= most && most >= 2 * SEVERAL_LINKS;
        default -> false;
      };
    }
  }

  private record Recovery(Draft draft, long goneNanos, long untilNanos) {}

  /**
   * Faults that have just gone; what follows from them goes on for a moment, and some of their
   * links still fail.
   */
  List<Draft> recovering() {
    return recoveries.stream()
        .filter(recovery -> recovery.untilNanos > nowNanos)
        .map(Recovery::draft)
        .toList();
  }

  /** Whether what an agent said about a link is older than the end of a fault of that link. */
  boolean isOutdated(int source, int target, long saidNanos) {
    for (Recovery recovery : recoveries) {
      if (saidNanos < recovery.goneNanos
          && recovery.draft.failures().covers().test(source, target)) {
        return true;
      }
    }
    return false;
  }

  Set<Draft.Key> keys() {
    return Set.copyOf(shown.keySet());
  }

  /** A single link went down, or came back. */
  void changeOfLink(Finding down, long nanos) {
    flaps.changeOfLink(down, nanos);
  }

  /** Faults that are shown or have just gone, each as it was when it had the most links. */
  private List<Draft> explaining() {
    return Stream.concat(shown.values().stream().map(Shown::largest), recovering().stream())
        .toList();
  }

  /** The same, and what they were called until just now: agents report a little later. */
  List<Draft> explainingLosses() {
    return Stream.concat(explaining().stream(), renames.stream().map(Recovery::draft))
        .filter(draft -> draft.finding().kind() != FaultKind.PACKET_LOSS)
        .toList();
  }

  /** Faults that are shown. */
  List<Draft> shown() {
    return shown.values().stream().map(Shown::draft).toList();
  }

  /** Forgets recoveries that are over. Must be called first in each judgement. */
  void begin(long nanos) {
    nowNanos = nanos;
    recoveries.removeIf(
        recovery -> recovery.untilNanos <= nanos && recovery.goneNanos + REMEMBERED <= nanos);
    renames.removeIf(recovery -> recovery.untilNanos <= nanos);
  }

  /**
   * @param begunNanos when the first agent was heard
   * @param developing receives what is not shown yet
   */
  List<Finding> update(
      List<Draft> drafts, long nanos, long begunNanos, List<Judgement.Developing> developing) {
    Map<Draft.Key, Draft> now = new LinkedHashMap<>();
    drafts.forEach(draft -> now.putIfAbsent(draft.key(), draft));
    firstSeen.keySet().retainAll(now.keySet());
    long newest = newest(now.values());
    Map<FaultKind, Integer> unshown = new EnumMap<>(FaultKind.class);
    for (Draft draft : now.values()) {
      if (!shown.containsKey(draft.key()) && !draft.failures().isEmpty()) {
        unshown.merge(draft.finding().kind(), 1, Integer::sum);
      }
    }
    int waiting = unshown.values().stream().mapToInt(Integer::intValue).sum();
    boolean many = waiting >= MANY;
    Map<Draft.Key, Draft> ready = new LinkedHashMap<>();
    List<Draft> unready = new ArrayList<>();
    now.forEach((key, draft) -> {
      long first = firstSeen.computeIfAbsent(key, _ -> nanos);
      Shown before = shown.get(key);
      if (before != null) {
        if (!isEnding(draft)) {
          ready.put(key, draft);
        }
      } else if (isOfPaths(draft)
          ? !isRestOfPaths(draft, now.values(), nanos)
          : nanos - first >= RECOVERY || !isPartOf(draft, now.values())) {
        boolean siblings = unshown.getOrDefault(draft.finding().kind(), 0) > 1;
        long quiet = nanos - newest - (many ? SETTLED : 0);
        if (isReady(draft, first, quiet, siblings, nanos, begunNanos)
            && (waiting < TOO_MANY || isOlder(draft, NEXT_REPORT))
            && nanos - first >= otherName(draft)) {
          ready.put(key, draft);
        } else {
          unready.add(draft);
        }
      }
    });
    Set<Draft.Key> renamed = end(ready, unready, now.values(), nanos);
    ready.forEach((key, draft) -> show(draft, renamed.contains(key), nanos));
    unready.forEach(draft ->
        developing.add(
            new Judgement.Developing(
                draft.finding().subject(),
                firstSeen.getOrDefault(draft.key(), nanos),
                draft.waitingFor().isEmpty() ? "more reports" : draft.waitingFor())));
    return findings(nanos);
  }

  /**
   * Ends what is shown and not ready any more. What is left of it is taken out of {@code ready}.
   *
   * @param all also the drafts that are part of something larger
   * @return what is only another name for something that was shown
   */
  private Set<Draft.Key> end(
      Map<Draft.Key, Draft> ready, List<Draft> unready, Collection<Draft> all, long nanos) {
    Set<Draft.Key> renamed = new HashSet<>();
    if (ready.keySet().containsAll(shown.keySet())) {
      return renamed;
    }
    Set<Long> failing = new HashSet<>();
    all.stream()
        .filter(draft -> !isEnding(draft))
        .forEach(draft -> failing.addAll(draft.failures().pairs()));
    for (Map.Entry<Draft.Key, Shown> entry : List.copyOf(shown.entrySet())) {
      Draft gone = entry.getValue().draft;
      if (ready.containsKey(entry.getKey())
          // Shown until its better name is certain.
          || unready.stream().anyMatch(next -> replaces(next, gone))) {
        continue;
      }
      List<Draft> names = ready.values().stream().filter(next -> replaces(next, gone)).toList();
      boolean fails = names.isEmpty() && isFailing(gone, failing);
      if (fails && nanos - entry.getValue().lastNanos < UNNAMED) {
        continue;
      }
      shown.remove(entry.getKey());
      names.forEach(name -> renamed.add(name.key()));
      if (names.stream().anyMatch(Draft::isOfLinks)) {
        renames.add(new Recovery(entry.getValue().largest, nanos, nanos + RECOVERY));
      }
      if (names.isEmpty() && !fails && !isInPlace(gone, ready.values())) {
        recoveries.add(new Recovery(entry.getValue().largest, nanos, nanos + recovery(gone)));
        flaps.change(gone.finding(), false, nanos);
        ready.values().removeIf(draft -> !shown.containsKey(draft.key()) && isRest(draft, gone));
      }
    }
    return renamed;
  }

  private boolean isOlder(Draft draft, long age) {
    return nowNanos - draft.failures().firstNanos() >= age;
  }

  private boolean isEnding(Draft draft) {
    Shown before = shown.get(draft.key());
    return before != null && before.isEnding(draft);
  }

  private void show(Draft draft, boolean renamed, long nanos) {
    Shown before = shown.get(draft.key());
    if (before == null && !renamed) {
      flaps.change(draft.finding(), true, nanos);
    }
    shown.put(
        draft.key(),
        before == null
            ? new Shown(dated(draft, nanos), draft, nanos, nanos)
            : before.next(keepOnset(draft, before.draft), nanos));
  }

  private List<Finding> findings(long nanos) {
    flaps.forget(nanos);
    List<Finding> findings = new ArrayList<>();
    for (Finding finding : Draft.findings(shown())) {
      if (!flaps.isFlapping(finding, nanos)) {
        findings.add(finding);
      }
    }
    findings.addAll(flaps.findings(nanos));
    findings.sort(Comparator.comparing(Finding::kind).thenComparing(Finding::subject));
    return findings;
  }

  private static long newest(Collection<Draft> drafts) {
    return drafts.stream()
        .filter(draft -> !draft.failures().isEmpty())
        .mapToLong(draft -> draft.failures().lastNanos())
        .max()
        .orElse(Long.MIN_VALUE / 2);
  }

  /**
   * Whether a larger cause covers the draft: its failures may still show that they belong to it.
   */
  private boolean isPartOf(Draft draft, Collection<Draft> drafts) {
    Stream<Draft> others = drafts.size() > MOST_COMPARED ? Stream.of() : drafts.stream();
    return Stream.concat(explaining().stream(), others)
        .anyMatch(other ->
            !other.key().equals(draft.key())
                && !isOfSameNode(draft, other)
                && (!draft.isOfLinks() || takesLinksDown(other))
                && (isSymptom(draft, other)
                    || draft.failures().links().length < other.failures().links().length)
                && draft.failures().isWithin(other.failures()));
  }

  /** Whether probes fail because an agent does not run: its peers notice its return one by one. */
  private static boolean isSymptom(Draft draft, Draft other) {
    return draft.finding().kind() == FaultKind.PROBE_BLOCKED && isOfAgent(other);
  }

  /** Whether links that are down may belong to a fault: a blocked probe takes none down. */
  private static boolean takesLinksDown(Draft draft) {
    return draft.isOfLinks()
        || draft.finding().kind() == FaultKind.PACKET_LOSS
        || draft.finding().kind() == FaultKind.AGENT_DOWN;
  }

  /**
   * Whether a draft about paths is what others say of them, or what is left of that. It is no part
   * of a fault that says that something is down, because it explains more.
   */
  private boolean isRestOfPaths(Draft draft, Collection<Draft> drafts, long nanos) {
    Stream<Draft> gone =
        recoveries.stream()
            .filter(recovery -> nanos - recovery.goneNanos < RECOVERY_OF_PATHS)
            .map(Recovery::draft);
    Stream<Draft> larger =
        Stream.concat(shown.values().stream().map(Shown::largest), drafts.stream())
            .filter(other -> draft.failures().links().length < other.failures().links().length);
    return Stream.concat(gone, larger)
        .anyMatch(other -> isOfPaths(other) && draft.failures().isWithin(other.failures()));
  }

  /**
   * @param siblings whether there are others of its kind: a larger cause may be about to show
   * @param quietNanos for how long no further failure has been reported, of any draft: while
   *     reports come in, a larger cause may still show
   */
  private static boolean isReady(
      Draft draft, long firstSeen, long quietNanos, boolean siblings, long nanos, long begunNanos) {
    if (!draft.waitingFor().isEmpty()
        || nanos - begunNanos < START
        || nanos - firstSeen < draft.finding().kind().patience().toNanos()) {
      return false;
    }
    Draft.Failures failures = draft.failures();
    long age = nanos - failures.firstNanos();
    boolean quiet = failures.isEmpty() || quietNanos >= SETTLED;
    return age >= (siblings ? LONGEST_WAIT_OF_SIBLINGS : LONGEST_WAIT)
        || (quiet && ((failures.complete() && draft.isOfLinks()) || age >= early(draft)));
  }

  /**
   * For how long a draft must be right before it is shown, if it is another name for the same place
   * or for not more links: while a fault heals, what is left of it may look like another one for a
   * moment.
   */
  private long otherName(Draft draft) {
    long longest = 0;
    for (Draft before : shown()) {
      boolean same = draft.finding().place().equals(before.finding().place());
      if (isRestOfSameNode(draft, before)) {
        longest = Math.max(longest, RECOVERY);
      }
      if (isPartOfSameNode(draft, before)
          || (replaces(draft, before)
              && (same || draft.failures().links().length <= before.failures().links().length))) {
        longest = Math.max(longest, RENAMED);
      }
      if (same && before.finding().kind() == FaultKind.PACKET_LOSS && draft.isOfLinks()) {
        longest = Math.max(longest, LOST_BY_NOW);
      }
    }
    return longest;
  }

  /** Whether at least half of the links of a fault still fail, by whatever name. */
  private static boolean isFailing(Draft gone, Set<Long> failing) {
    if (gone.failures().isEmpty() || isOfAgent(gone)) {
      return false;
    }
    Set<Long> links = gone.failures().pairs();
    int count = links.size();
    links.retainAll(failing);
    return 2 * links.size() >= count;
  }

  /** Whether links of a loss that has gone are down by now: then they do not recover. */
  private static boolean isInPlace(Draft gone, Collection<Draft> drafts) {
    return gone.finding().kind() == FaultKind.PACKET_LOSS
        && drafts.stream().anyMatch(draft -> draft.failures().isWithin(gone.failures()));
  }

  /** Whether a draft is what is left of a fault that has just gone. */
  private static boolean isRest(Draft draft, Draft gone) {
    return gone.finding().kind() == FaultKind.EXPORTER_BLIND
        ? isOfSilence(draft)
        : draft.failures().isWithin(gone.failures());
  }

  /** Whether it says that heartbeats do not arrive, and nothing else. */
  private static boolean isOfSilence(Draft draft) {
    return draft.finding().kind() == FaultKind.CLIENT_MISSING
        || draft.finding().kind() == FaultKind.EXPORTER_BLIND;
  }

  /** Whether a draft is another name for the same failures, or for more. */
  private static boolean replaces(Draft next, Draft before) {
    return !isOfAgent(before)
        && before.failures().isMostlyIn(next.failures())
        && (!next.failures().isRestOf(before.failures()) || isOfSameNode(next, before));
  }

  /** Whether a node is down by both: what it says itself may be missing in one of them. */
  private static boolean isOfSameNode(Draft next, Draft before) {
    return isOfNode(next)
        && isOfNode(before)
        && next.finding().place().equals(before.finding().place());
  }

  private static boolean isPartOfSameNode(Draft draft, Draft before) {
    return isOfSameNode(draft, before) && draft.failures().isWithin(before.failures());
  }

  /** Whether most links of the same node are back: then it recovers, and has no other fault. */
  private static boolean isRestOfSameNode(Draft draft, Draft before) {
    return isPartOfSameNode(draft, before)
        && 2 * draft.failures().links().length <= before.failures().links().length;
  }

  /** Whether it says that a node is down, or a network or family of it. */
  static boolean isOfNode(Draft draft) {
    return draft.finding().kind() == FaultKind.NODE_UNREACHABLE
        || draft.finding().kind() == FaultKind.NODE_ISOLATED;
  }

  private static boolean isOfPaths(Draft draft) {
    return draft.finding().kind() == FaultKind.SOME_PATHS_FAILING;
  }

  /** An agent that is back answers its probes one by one. */
  private static boolean isOfAgent(Draft draft) {
    return draft.finding().kind() == FaultKind.AGENT_DOWN
        || draft.finding().kind() == FaultKind.AGENT_STALLED;
  }

  /** One kind of probe on one link may be the first sign of a fault of many. */
  private static long early(Draft draft) {
    boolean link = draft.finding().kind() == FaultKind.LINK_DOWN;
    return link || !draft.failures().isOfOnePair() ? EARLY_REPORT : 2 * EARLY_REPORT;
  }

  /** Links recover at once; agents that were not heard come back with their next heartbeats. */
  private static long recovery(Draft gone) {
    return gone.finding().kind() == FaultKind.EXPORTER_BLIND ? NEXT_HEARTBEATS : RECOVERY;
  }

  private static Draft dated(Draft draft, long nanos) {
    return draft.finding().onsetNanos() == 0 ? withOnset(draft, nanos) : draft;
  }

  private static Draft keepOnset(Draft draft, Draft before) {
    return withOnset(draft, before.finding().onsetNanos());
  }

  private static Draft withOnset(Draft draft, long onset) {
    return new Draft(draft.finding().withOnset(onset), draft.failures(), draft.waitingFor());
  }
}
