// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.exporter.client.Client.Duplicate;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One identity and the lives that claim it. The life that started last holds it; another gets it
 * only when the holder is silent or said goodbye. Not thread-safe: the registry locks it.
 */
final class Row {
  /** How long one that said goodbye is still shown, and still in the lists of its peers. */
  private static final Duration FAREWELL = Duration.ofMinutes(1);

  /**
   * How long a client stays known after its peers are told to ask it no more: until then its links
   * are excused, and nobody takes it for one that an earlier exporter knew.
   */
  static final Duration GRACE = Duration.ofSeconds(30);

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

  private final ClientId id;
  private final Duration freshness;
  private final Duration forgetAfter;
  private final long joinedNanos;
  private final Map<String, Life> claimants = new LinkedHashMap<>();
  private Life holder;
  private ClientState announced = ClientState.ACTIVE;
  private boolean stalled;

  /** Whether somebody who knows the cluster has seen its node. */
  private boolean onNode;

  private boolean forgotten;

  Row(RegistryConfig config, Heartbeat first, long nowNanos, Instant now) {
    this(config, new Life(first, nowNanos, now), nowNanos);
  }

  private Row(RegistryConfig config, Life holder, long nowNanos) {
    this.id = holder.last().client();
    this.freshness = config.freshness();
    this.forgetAfter = config.forgetAfter();
    this.joinedNanos = nowNanos;
    this.holder = holder;
  }

  /** A client that another exporter, or an earlier process, knows. */
  static Row known(
      RegistryConfig config, ClientRecord known, long nowNanos, Function<LifeRecord, Life> life) {
    Row row = new Row(config, life.apply(known.holder()), nowNanos);
    known.claimants().forEach(claimant -> row.claim(life.apply(claimant), nowNanos));
    row.onNode = known.onNode();
    row.announced = row.state(nowNanos);
    row.stalled = !row.holder.probes();
    return row;
  }

  Effect accept(Heartbeat heartbeat, long nowNanos, Instant now) {
    if (heartbeat.instance().equals(holder.last().instance())) {
      boolean news = !holder.isOld(heartbeat);
      return new Effect(false, news, hear(holder, heartbeat, nowNanos, now), "", false);
    }
    Life life = claimants.get(heartbeat.instance());
    long lost = 0;
    if (life == null) {
      life = new Life(heartbeat, nowNanos, now);
    } else {
      lost = hear(life, heartbeat, nowNanos, now);
    }
    boolean vacant = state(nowNanos) != ClientState.ACTIVE && !heartbeat.goodbye();
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
    onNode |= known.onNode();
    Life life = life(known.holder(), nowNanos);
    boolean ahead = life.sequence() > known.holder().sequence();
    if (life != holder) {
      life.settleOrder(holder);
      boolean vacant =
          state(nowNanos) != ClientState.ACTIVE
              && !life.last().goodbye()
              && life.age(nowNanos).compareTo(holder.age(nowNanos)) < 0;
      if (vacant || life.startedAfter(holder)) {
        takeOver(life, nowNanos);
      } else {
        ahead = true;
        claimIfFresh(life, nowNanos);
      }
    }
    for (LifeRecord claimant : known.claimants()) {
      Life other = life(claimant, nowNanos);
      if (other != holder) {
        claimIfFresh(other, nowNanos);
      }
    }
    return ahead;
  }

  /** The life of this record, brought up to it, or made from it. */
  private Life life(LifeRecord known, long nowNanos) {
    String instance = known.last().instance();
    Life life = instance.equals(holder.last().instance()) ? holder : claimants.get(instance);
    if (life == null) {
      return new Life(known, nowNanos);
    }
    life.learn(known, nowNanos);
    return life;
  }

  private void claimIfFresh(Life life, long nowNanos) {
    if (isFresh(life, nowNanos)) {
      claim(life, nowNanos);
    }
  }

  /** Another exporter heard one of its lives. */
  void heardElsewhere(Sighting sighting, long nowNanos, Instant now) {
    Life life =
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
    return holder.isHearsay() && claimants.values().stream().allMatch(Life::isHearsay);
  }

  /** Time in which other exporters could not say what they heard. */
  void hold(long nanos) {
    holder.hold(nanos);
    claimants.values().forEach(life -> life.hold(nanos));
  }

  /** Marks it as out of the registry. */
  void forget() {
    forgotten = true;
  }

  /** What is known of it; of its claimants only those that will not give way. */
  ClientRecord known(long nowNanos) {
    return new ClientRecord(
        holder.known(nowNanos),
        claimants.values().stream()
            .filter(Life::persists)
            .map(life -> life.known(nowNanos))
            .toList(),
        onNode);
  }

  /** Takes note that its node is there; whether that is news. */
  boolean isSeen(Standing standing) {
    boolean news = standing.exists() && !onNode;
    onNode |= standing.exists();
    return news;
  }

  /** Whether its node was there once, and nobody here has seen it, or its end. */
  boolean isBereaved(Standing standing) {
    return onNode && !standing.exists() && standing.deletion() == null;
  }

  boolean isProbing() {
    return holder.probes();
  }

  long sequence() {
    return holder.sequence();
  }

  private static long hear(Life life, Heartbeat heartbeat, long nowNanos, Instant now) {
    // A repeated or overtaken heartbeat is no news, and must not stand in for newer results.
    return life.isOld(heartbeat) ? 0 : life.hear(heartbeat, nowNanos, now);
  }

  private void takeOver(Life life, long nowNanos) {
    claimants.remove(life.last().instance());
    life.forgiveRefusals();
    Life loser = holder;
    loser.forgiveRefusals();
    holder = life;
    if (!loser.last().goodbye()) {
      claim(loser, nowNanos);
    }
  }

  private void claim(Life life, long nowNanos) {
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

  /** How it stands with the client by its heartbeats alone. */
  private ClientState state(long nowNanos) {
    if (holder.last().goodbye()) {
      return ClientState.LEAVING;
    }
    return isFresh(holder, nowNanos) ? ClientState.ACTIVE : ClientState.STALE;
  }

  /**
   * How it stands with the client. Others are only asked why it is silent: one that speaks is
   * active whatever they say.
   */
  ClientState state(long nowNanos, Standing standing) {
    return switch (state(nowNanos)) {
      case ACTIVE -> ClientState.ACTIVE;
      case LEAVING ->
          standing.awaited() && isLongerSilentThan(FAREWELL, nowNanos)
              ? silence(standing)
              : ClientState.LEAVING;
      case STALE, EXPECTED_DOWN, ABSENT -> silence(standing);
    };
  }

  private static ClientState silence(Standing standing) {
    return standing.excuse().isEmpty() ? ClientState.STALE : ClientState.EXPECTED_DOWN;
  }

  private boolean isLongerSilentThan(Duration patience, long nowNanos) {
    return holder.age(nowNanos).compareTo(patience) > 0;
  }

  private boolean isFresh(Life life, long nowNanos) {
    return life.age(nowNanos).compareTo(freshness) <= 0;
  }

  /**
   * Whether nobody is to be told to probe it, for now or for ever. Who is expected to be down for
   * long would only be an alarm of each of its peers; it is back in their lists when it speaks, or
   * when nothing excuses its silence any more.
   */
  boolean isDismissed(long nowNanos, Standing standing) {
    if (!claimants.isEmpty()) {
      return false;
    }
    if (state(nowNanos, standing) == ClientState.EXPECTED_DOWN) {
      return isLongerSilentThan(FAREWELL, nowNanos);
    }
    return !isKept(standing) && isLongerSilentThan(patience(), nowNanos);
  }

  /**
   * Drops claimants that fell silent; true when the client itself is to be forgotten.
   *
   * @param bereft whether its node was deleted, for certain, since the row was made
   */
  boolean expire(long nowNanos, Standing standing, boolean bereft) {
    claimants.values().removeIf(life -> !isFresh(life, nowNanos));
    forgotten = bereft || (claimants.isEmpty() && isOver(nowNanos, standing));
    return forgotten;
  }

  private boolean isOver(long nowNanos, Standing standing) {
    if (standing.deletion() != null) {
      return !isFresh(holder, nowNanos) || holder.last().goodbye();
    }
    return !isKept(standing) && isLongerSilentThan(patience().plus(GRACE), nowNanos);
  }

  /**
   * Whether only the end of its node ends it. Not so of one that took leave and has no pod: it was
   * taken from its node on purpose.
   */
  private boolean isKept(Standing standing) {
    return standing.exists() && (standing.awaited() || !holder.last().goodbye());
  }

  private Duration patience() {
    return holder.last().goodbye() ? FAREWELL : forgetAfter;
  }

  /** Whether this row is out of the registry, and another has to be made for the next heartbeat. */
  boolean isForgotten() {
    return forgotten;
  }

  /** The last word on this client that was logged; sets it to {@code state}. */
  ClientState announce(ClientState state) {
    ClientState before = announced;
    announced = state;
    return before;
  }

  /** Whether it stopped probing, or went on again, since this was last asked. */
  boolean announceStall() {
    boolean before = stalled;
    stalled = !holder.probes();
    return before != stalled;
  }

  boolean isStalled() {
    return stalled;
  }

  /** When this row was made, by the registry's clock. */
  long joinedNanos() {
    return joinedNanos;
  }

  Heartbeat last() {
    return holder.last();
  }

  /**
   * @param zone of its node, where it does not name one itself
   */
  Client client(long nowNanos, Standing standing, String zone) {
    Heartbeat last = holder.last();
    ClientState state = state(nowNanos, standing);
    return new Client(
        id,
        state,
        last.zone().isEmpty() ? zone : last.zone(),
        last.version(),
        Client.NETCHECK,
        last.instance(),
        last.endpoint(),
        holder.heardAt(),
        holder.age(nowNanos),
        last.uptime(),
        holder.clockOffset(),
        holder.probes(),
        duplicates(nowNanos),
        last.planes(),
        last.services(),
        last.dns(),
        state == ClientState.EXPECTED_DOWN ? standing.excuse() : "");
  }

  private List<Duplicate> duplicates(long nowNanos) {
    if (claimants.isEmpty()) {
      return List.of();
    }
    List<Duplicate> living = new ArrayList<>(claimants.size());
    for (Life life : claimants.values()) {
      if (life.persists() && isFresh(life, nowNanos)) {
        living.add(new Duplicate(life.last().instance(), life.last().endpoint()));
      }
    }
    return living;
  }
}
