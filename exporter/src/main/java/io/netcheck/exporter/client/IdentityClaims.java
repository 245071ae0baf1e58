// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.exporter.client.Client.Duplicate;
import io.netcheck.protocol.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lives that claim one identity, and which of them holds it: the one that started last. Another
 * gets it only when the holder is silent or said goodbye. Guarded by its {@link ClientEntry}.
 */
final class IdentityClaims {
  /** More claim one identity only where somebody makes lives up. */
  private static final int MOST_CLAIMANTS = 8;

  /**
   * What a heartbeat did.
   *
   * @param news whether it is the holder's, and not one that came before or was overtaken
   * @param lost heartbeats of the same life that never came
   * @param holderBefore the life that lost the identity by this heartbeat, {@code ""} where none
   * @param newDuplicate whether it showed for the first time that this life will not give way
   */
  record Effect(
      boolean superseded, boolean news, long lost, String holderBefore, boolean newDuplicate) {
    static final Effect NONE = new Effect(false, false, 0, "", false);
    static final Effect JOINED = new Effect(false, true, 0, "", false);
  }

  private final Duration freshness;
  private final Map<String, Incarnation> claimants = new LinkedHashMap<>();
  private Incarnation holder;

  /**
   * @param freshness a life is fresh while its last sign is no older
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
    if (heartbeat.instance().equals(holder.last().instance())) {
      boolean news = !holder.isOld(heartbeat);
      return new Effect(false, news, hear(holder, heartbeat, nowNanos, now), "", false);
    }
    Incarnation life = claimants.get(heartbeat.instance());
    long lost = 0;
    if (life == null) {
      life = new Incarnation(heartbeat, nowNanos, now);
    } else {
      lost = hear(life, heartbeat, nowNanos, now);
    }
    boolean vacant = isVacant(nowNanos) && !heartbeat.goodbye();
    if (vacant || life.startedAfter(holder)) {
      String before = holder.last().instance();
      takeOver(life, nowNanos);
      return new Effect(false, true, lost, before, false);
    }
    boolean persisted = life.persists();
    life.refuse();
    claim(life, nowNanos);
    return new Effect(true, false, lost, "", life.persists() && !persisted);
  }

  /**
   * Takes in what another exporter knows, as far as it is newer. The order of two lives is the same
   * as among heartbeats; a vacant identity goes only to a life that was heard later.
   *
   * @return whether this row knows something that the record has not
   */
  boolean learn(ClientRecord known, long nowNanos) {
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
      Incarnation other = life(claimant, nowNanos);
      if (other != holder) {
        claimIfFresh(other, nowNanos);
      }
    }
    return ahead;
  }

  /** The life of this record, brought up to it, or made from it. */
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

  /** Another exporter heard one of its lives. */
  void heardElsewhere(ClientSighting sighting, long nowNanos, Instant now) {
    Incarnation life =
        sighting.instance().equals(holder.last().instance())
            ? holder
            : claimants.get(sighting.instance());
    if (life != null) {
      life.heardElsewhere(sighting, nowNanos, now);
    }
  }

  /** Whether {@code instance} holds it, and nothing later than {@code sequence} was heard. */
  boolean isUnheardSince(String instance, long sequence) {
    return holder.last().instance().equals(instance) && holder.sequence() <= sequence;
  }

  /** Whether all that is known of it was heard last by others. */
  boolean isHearsay() {
    return holder.isHearsay() && claimants.values().stream().allMatch(Incarnation::isHearsay);
  }

  /** Time in which other exporters could not say what they heard. */
  void hold(long nanos) {
    holder.hold(nanos);
    claimants.values().forEach(life -> life.hold(nanos));
  }

  /** The claimants that will not give way, as others are told of them. */
  List<IncarnationRecord> knownClaimants(long nowNanos) {
    return claimants.values().stream()
        .filter(Incarnation::persists)
        .map(life -> life.known(nowNanos))
        .toList();
  }

  /** Drops claimants that fell silent. */
  void expireClaimants(long nowNanos) {
    claimants.values().removeIf(life -> !isFresh(life, nowNanos));
  }

  /** Whether the holder was heard lately. */
  boolean isFresh(long nowNanos) {
    return isFresh(holder, nowNanos);
  }

  /** Whether the holder is silent, or took leave. */
  private boolean isVacant(long nowNanos) {
    return holder.last().goodbye() || !isFresh(holder, nowNanos);
  }

  private static long hear(Incarnation life, Heartbeat heartbeat, long nowNanos, Instant now) {
    // A repeated or overtaken heartbeat is no news, and must not stand in for newer results.
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

  /** Notes that {@code life} claims the identity, too. */
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
    return life.age(nowNanos).compareTo(freshness) <= 0;
  }

  /** Claimants that go on though they were told that another holds the identity. */
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
