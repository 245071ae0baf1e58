// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * One client in the registry: how it stands with it, and when it is time to forget it. Which of the
 * lives that claim it is meant, {@link IdentityClaims} know. Not thread-safe: the registry locks
 * it.
 */
final class ClientEntry {
  /** How long one that said goodbye is still shown, and still in the lists of its peers. */
  private static final Duration FAREWELL = Duration.ofMinutes(1);

  /**
   * How long a client stays known after its peers are told to ask it no more: until then its links
   * are excused, and nobody takes it for one that an earlier exporter knew.
   */
  static final Duration GRACE = Duration.ofSeconds(30);

  private final ClientId id;
  private final Duration forgetAfter;
  private final long joinedNanos;
  private final IdentityClaims lives;
  private ClientState announced = ClientState.ACTIVE;
  private boolean stalled;

  /** Whether somebody who knows the cluster has seen its node. */
  private boolean onNode;

  private boolean forgotten;

  ClientEntry(RegistryConfig config, Heartbeat first, long nowNanos, Instant now) {
    this(config, new Incarnation(first, nowNanos, now), nowNanos);
  }

  private ClientEntry(RegistryConfig config, Incarnation first, long nowNanos) {
    this.id = first.last().client();
    this.forgetAfter = config.forgetAfter();
    this.joinedNanos = nowNanos;
    this.lives = new IdentityClaims(first, config.freshness());
  }

  /** A client that another exporter, or an earlier process, knows. */
  static ClientEntry known(
      RegistryConfig config,
      ClientRecord known,
      long nowNanos,
      Function<IncarnationRecord, Incarnation> life) {
    ClientEntry row = new ClientEntry(config, life.apply(known.holder()), nowNanos);
    known.claimants().forEach(claimant -> row.lives.claim(life.apply(claimant), nowNanos));
    row.onNode = known.onNode();
    row.announced = row.state(nowNanos);
    row.stalled = !row.isProbing();
    return row;
  }

  /** Who claims it. */
  IdentityClaims lives() {
    return lives;
  }

  /**
   * Takes in what another exporter knows, as far as it is newer.
   *
   * @return whether this row knows something that the record has not
   */
  boolean learn(ClientRecord known, long nowNanos) {
    onNode |= known.onNode();
    return lives.learn(known, nowNanos);
  }

  /** Marks it as out of the registry. */
  void forget() {
    forgotten = true;
  }

  /** What is known of it; of its claimants only those that will not give way. */
  ClientRecord known(long nowNanos) {
    return new ClientRecord(lives.holder().known(nowNanos), lives.knownClaimants(nowNanos), onNode);
  }

  /** Takes note that its node is there; whether that is news. */
  boolean isSeen(ClusterOpinion standing) {
    boolean news = standing.exists() && !onNode;
    onNode |= standing.exists();
    return news;
  }

  /** Whether its node was there once, and nobody here has seen it, or its end. */
  boolean isBereaved(ClusterOpinion standing) {
    return onNode && !standing.exists() && standing.deletion() == null;
  }

  boolean isProbing() {
    return lives.holder().probes();
  }

  long sequence() {
    return lives.holder().sequence();
  }

  /** How it stands with the client by its heartbeats alone. */
  private ClientState state(long nowNanos) {
    if (last().goodbye()) {
      return ClientState.LEAVING;
    }
    return lives.isFresh(nowNanos) ? ClientState.ACTIVE : ClientState.STALE;
  }

  /**
   * How it stands with the client. Others are only asked why it is silent: one that speaks is
   * active whatever they say.
   */
  ClientState state(long nowNanos, ClusterOpinion standing) {
    return switch (state(nowNanos)) {
      case ACTIVE -> ClientState.ACTIVE;
      case LEAVING ->
          standing.awaited() && isLongerSilentThan(FAREWELL, nowNanos)
              ? silence(standing)
              : ClientState.LEAVING;
      case STALE, EXPECTED_DOWN, ABSENT -> silence(standing);
    };
  }

  private static ClientState silence(ClusterOpinion standing) {
    return standing.excuse().isEmpty() ? ClientState.STALE : ClientState.EXPECTED_DOWN;
  }

  private boolean isLongerSilentThan(Duration patience, long nowNanos) {
    return lives.holder().age(nowNanos).compareTo(patience) > 0;
  }

  /**
   * Whether nobody is to be told to probe it, for now or for ever. Who is expected to be down for
   * long would only be an alarm of each of its peers; it is back in their lists when it speaks, or
   * when nothing excuses its silence any more.
   */
  boolean isDismissed(long nowNanos, ClusterOpinion standing) {
    if (lives.areClaimed()) {
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
  boolean expire(long nowNanos, ClusterOpinion standing, boolean bereft) {
    lives.expireClaimants(nowNanos);
    forgotten = bereft || (!lives.areClaimed() && isOver(nowNanos, standing));
    return forgotten;
  }

  private boolean isOver(long nowNanos, ClusterOpinion standing) {
    if (standing.deletion() != null) {
      return !lives.isFresh(nowNanos) || last().goodbye();
    }
    return !isKept(standing) && isLongerSilentThan(patience().plus(GRACE), nowNanos);
  }

  /**
   * Whether only the end of its node ends it. Not so of one that took leave and has no pod: it was
   * taken from its node on purpose.
   */
  private boolean isKept(ClusterOpinion standing) {
    return standing.exists() && (standing.awaited() || !last().goodbye());
  }

  private Duration patience() {
    return last().goodbye() ? FAREWELL : forgetAfter;
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
    stalled = !isProbing();
    return before != stalled;
  }

  /** When this row was made, by the registry's clock. */
  long joinedNanos() {
    return joinedNanos;
  }

  Heartbeat last() {
    return lives.holder().last();
  }

  /**
   * @param zone of its node, where it does not name one itself
   */
  Client client(long nowNanos, ClusterOpinion standing, String zone) {
    Incarnation holder = lives.holder();
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
        lives.duplicates(nowNanos),
        last.planes(),
        last.services(),
        last.dns(),
        state == ClientState.EXPECTED_DOWN ? standing.excuse() : "");
  }
}
