// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.exporter.client.Client.Duplicate;
import io.netcheck.protocol.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The incarnations that claim one identity, and which of them holds it: the one that started last.
 * Another one gets it only if the holder is silent or said goodbye. Guarded by its {@link
 * ClientEntry}.
 */
final class IdentityClaims {
  /** Claimants that are kept. More of them claim one identity only in an attack. */
  private static final int MOST_CLAIMANTS = 8;

  /**
   * What a heartbeat did.
   *
   * @param superseded whether another incarnation holds the identity
   * @param news whether the holder sent it, and it is neither repeated nor overtaken by a later one
   * @param lost heartbeats of the same incarnation that never came
   * @param holderBefore the instance that lost the identity by this heartbeat; {@code ""} if none
   * @param newDuplicate whether this incarnation goes on without the identity, for the first time
   */
  record Effect(
      boolean superseded, boolean news, long lost, String holderBefore, boolean newDuplicate) {
    static final Effect NONE = new Effect(false, false, 0, "", false);
    static final Effect JOINED = new Effect(false, true, 0, "", false);
  }

  private final Duration freshness;
  private final Map<String, Incarnation> claimants = new LinkedHashMap<>();

  /** Instances that said goodbye, the last ones. */
  private final Deque<String> ended = new ArrayDeque<>();

  private Incarnation holder;

  /**
   * @param freshness an incarnation is fresh while its last heartbeat is not older, unless its
   *     interval is stretched
   */
  IdentityClaims(Incarnation first, Duration freshness) {
    this.holder = first;
    this.freshness = freshness;
  }

  Incarnation holder() {
    return holder;
  }

  boolean areClaimed() {
    return !claimants.isEmpty();
  }

  Effect accept(Heartbeat heartbeat, long nowNanos, Instant now) {
    if (heartbeat.goodbye()) {
      end(heartbeat.instance());
    }
    if (heartbeat.instance().equals(holder.last().instance())) {
      boolean news = !holder.isOld(heartbeat);
      return new Effect(false, news, hear(holder, heartbeat, nowNanos, now), "", false);
    }
    if (ended.contains(heartbeat.instance())) {
      claimants.remove(heartbeat.instance());
      return new Effect(true, false, 0, "", false);
    }
    Incarnation life = claimants.get(heartbeat.instance());
    long lost = 0;
    // The network may repeat the last heartbeat of a process that has ended.
    boolean alive = life == null || !life.isOld(heartbeat);
    if (life == null) {
      life = new Incarnation(heartbeat, nowNanos, now);
    } else {
      lost = hear(life, heartbeat, nowNanos, now);
    }
    boolean vacant = isVacant(nowNanos);
    if (vacant || life.startedAfter(holder)) {
      String before = holder.last().instance();
      takeOver(life, nowNanos);
      return new Effect(false, true, lost, before, false);
    }
    boolean persisted = life.persists();
    if (alive) {
      life.refuse();
    }
    claim(life, nowNanos);
    return new Effect(true, false, lost, "", life.persists() && !persisted);
  }

  /** Remembers that an instance said goodbye: what comes of it afterwards was only late. */
  private void end(String instance) {
    if (!ended.contains(instance)) {
      ended.addLast(instance);
      if (ended.size() > MOST_CLAIMANTS) {
        ended.removeFirst();
      }
    }
  }

  /**
   * Takes in what another exporter knows, as far as it is newer. The order of two incarnations is
   * the same as for heartbeats. A vacant identity goes only to an incarnation that was heard later.
   *
   * @return whether this entry knows something that the record does not
   */
  boolean learn(ClientRecord known, long nowNanos) {
    if (known.holder().last().goodbye()) {
      end(known.holder().last().instance());
    }
    if (hasEnded(known.holder())) {
      return true; // the other exporter has not heard of it yet
    }
    Incarnation life = life(known.holder(), nowNanos);
    boolean ahead = life.sequence() > known.holder().sequence();
    if (life != holder) {
      life.settleOrder(holder);
      boolean vacant =
          isVacant(nowNanos)
              && !life.last().goodbye()
              && life.age(nowNanos).compareTo(holder.age(nowNanos)) < 0;
      if (vacant || life.startedAfter(holder)) {
        takeOver(life, nowNanos);
      } else {
        ahead = true;
        claimIfFresh(life, nowNanos);
      }
    }
    for (IncarnationRecord claimant : known.claimants()) {
      if (hasEnded(claimant)) {
        continue;
      }
      Incarnation other = life(claimant, nowNanos);
      if (other != holder) {
        claimIfFresh(other, nowNanos);
      }
    }
    return ahead;
  }

  /** Whether another incarnation took over from this one, which said goodbye. */
  private boolean hasEnded(IncarnationRecord known) {
    String instance = known.last().instance();
    return ended.contains(instance) && !instance.equals(holder.last().instance());
  }

  /** The incarnation of this record, updated or made from it. */
  private Incarnation life(IncarnationRecord known, long nowNanos) {
    String instance = known.last().instance();
    Incarnation life = instance.equals(holder.last().instance()) ? holder : claimants.get(instance);
    if (life == null) {
      return new Incarnation(known, nowNanos);
    }
    life.learn(known, nowNanos);
    return life;
  }

  private void claimIfFresh(Incarnation life, long nowNanos) {
    if (isFresh(life, nowNanos)) {
      claim(life, nowNanos);
    }
  }

  /** Another exporter heard one of its incarnations. */
  void heardElsewhere(ClientSighting sighting, long nowNanos, Instant now) {
    Incarnation life =
        sighting.instance().equals(holder.last().instance())
            ? holder
            : claimants.get(sighting.instance());
    if (life != null) {
      life.heardElsewhere(sighting, nowNanos, now);
    }
  }

  /** Whether {@code instance} holds it, and no heartbeat after {@code sequence} was heard. */
  boolean isUnheardSince(String instance, long sequence) {
    return holder.last().instance().equals(instance) && holder.sequence() <= sequence;
  }

  /** Whether only other exporters have heard it lately. */
  boolean isHearsay() {
    return holder.isHearsay() && claimants.values().stream().allMatch(Incarnation::isHearsay);
  }

  /** Adds time in which other exporters could not report what they heard. */
  void hold(long nanos) {
    holder.hold(nanos);
    claimants.values().forEach(life -> life.hold(nanos));
  }

  /** An exporter fell silent: see {@link Incarnation#renew}. */
  void renew(long nowNanos) {
    holder.renew(freshness, nowNanos);
    claimants.values().forEach(life -> life.renew(freshness, nowNanos));
  }

  /** The claimants that persist, for other exporters. */
  List<IncarnationRecord> knownClaimants(long nowNanos) {
    return claimants.values().stream()
        .filter(Incarnation::persists)
        .map(life -> life.known(nowNanos))
        .toList();
  }

  /** Drops claimants that are silent. */
  void expireClaimants(long nowNanos) {
    claimants.values().removeIf(life -> !isFresh(life, nowNanos));
  }

  /** What the last heartbeats of all of them keep in the heap, about. */
  long bytes() {
    long bytes = holder.bytes();
    for (Incarnation claimant : claimants.values()) {
      bytes += claimant.bytes();
    }
    return bytes;
  }

  /** For how long the last heartbeat of the holder is fresh. */
  Duration freshness() {
    return holder.freshness(freshness);
  }

  /** Whether the last heartbeat of the holder is fresh. */
  boolean isFresh(long nowNanos) {
    return isFresh(holder, nowNanos);
  }

  /** Whether the holder is silent, or said goodbye. */
  private boolean isVacant(long nowNanos) {
    return holder.last().goodbye() || !isFresh(holder, nowNanos);
  }

  private static long hear(Incarnation life, Heartbeat heartbeat, long nowNanos, Instant now) {
    // A repeated or overtaken heartbeat must not replace newer results.
    return life.isOld(heartbeat) ? 0 : life.hear(heartbeat, nowNanos, now);
  }

  private void takeOver(Incarnation life, long nowNanos) {
    claimants.remove(life.last().instance());
    life.forgiveRefusals();
    Incarnation loser = holder;
    loser.forgiveRefusals();
    holder = life;
    if (!loser.last().goodbye()) {
      claim(loser, nowNanos);
    }
  }

  /** Adds a claimant. */
  void claim(Incarnation life, long nowNanos) {
    if (life.last().goodbye()) {
      claimants.remove(life.last().instance());
      return;
    }
    claimants.putIfAbsent(life.last().instance(), life);
    if (claimants.size() > MOST_CLAIMANTS) {
      claimants.values().stream()
          .max(Comparator.comparing(claimant -> claimant.age(nowNanos)))
          .ifPresent(oldest -> claimants.remove(oldest.last().instance()));
    }
  }

  private boolean isFresh(Incarnation life, long nowNanos) {
    return life.age(nowNanos).compareTo(life.freshness(freshness)) <= 0;
  }

  /** Claimants that go on, though they were told that another one holds the identity. */
  List<Duplicate> duplicates(long nowNanos) {
    if (claimants.isEmpty()) {
      return List.of();
    }
    List<Duplicate> living = new ArrayList<>(claimants.size());
    for (Incarnation life : claimants.values()) {
      if (life.persists() && isFresh(life, nowNanos)) {
        living.add(new Duplicate(life.last().instance(), life.last().endpoint()));
      }
    }
    return living;
  }
}
