// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.verdict.Observer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One client in the registry: its state, and when it is forgotten. Its {@link IdentityClaims} know
 * which instance holds the identity. {@link ClientEntries} guards it.
 */
final class ClientEntry {
  /** How long a client that said goodbye is still shown and still probed by its peers. */
  private static final Duration FAREWELL = Duration.ofMinutes(1);

  /**
   * How long a client stays known after its peers were told not to probe it. Until then its links
   * are excused, and the client does not look like one that only an earlier exporter knew.
   */
  static final Duration GRACE = Duration.ofSeconds(30);

  private final ClientId id;
  private final Duration forgetAfter;
  private final long joinedNanos;
  private final IdentityClaims claims;
  private final ReentrantLock turn = new ReentrantLock();
  private ClientState announced = ClientState.ACTIVE;
  private boolean stalled;

  /** Whether a cluster source has seen its node. */
  private boolean onNode;

  private boolean forgotten;
  private long countedBytes;

  ClientEntry(RegistryConfig config, Heartbeat first, long nowNanos, Instant now) {
    this(config, new Incarnation(first, nowNanos, now), nowNanos);
  }

  private ClientEntry(RegistryConfig config, Incarnation first, long nowNanos) {
    this.id = first.last().client();
    this.forgetAfter = config.forgetAfter();
    this.joinedNanos = nowNanos;
    this.claims = new IdentityClaims(first, config.freshness());
  }

  /** A client that another exporter, or an earlier process, knows. */
  static ClientEntry known(
      RegistryConfig config,
      ClientRecord known,
      long nowNanos,
      Function<IncarnationRecord, Incarnation> incarnation) {
    ClientEntry entry = new ClientEntry(config, incarnation.apply(known.holder()), nowNanos);
    known
        .claimants()
        .forEach(claimant -> entry.claims.claim(incarnation.apply(claimant), nowNanos));
    entry.onNode = known.onNode();
    entry.announced = entry.state(nowNanos);
    entry.stalled = !entry.isProbing();
    return entry;
  }

  ClientId id() {
    return id;
  }

  /** Held during a change and while its events are told. */
  ReentrantLock turn() {
    return turn;
  }

  IdentityClaims claims() {
    return claims;
  }

  /**
   * Takes in what another exporter knows, as far as it is newer.
   *
   * @return whether this entry knows something that the record does not
   */
  boolean learn(ClientRecord known, long nowNanos) {
    onNode |= known.onNode();
    return claims.learn(known, nowNanos);
  }

  /** Marks it for removal from the registry. */
  void forget() {
    forgotten = true;
  }

  /** What is known of it. Of its claimants only those that persist. */
  ClientRecord known(long nowNanos) {
    return new ClientRecord(
        claims.holder().known(nowNanos), claims.knownClaimants(nowNanos), onNode);
  }

  /** Whether its node existed once, and the cluster source reports neither the node nor its end. */
  boolean isNodeMissing(ClusterOpinion opinion) {
    return onNode && !opinion.exists() && opinion.deletion() == null;
  }

  boolean isProbing() {
    return claims.holder().probes();
  }

  /** Its state by its heartbeats alone. */
  private ClientState state(long nowNanos) {
    if (last().goodbye()) {
      return ClientState.LEAVING;
    }
    return claims.isFresh(nowNanos) ? ClientState.ACTIVE : ClientState.STALE;
  }

  /**
   * Its state. The cluster's opinion only explains silence: a client that sends heartbeats is
   * active in any case.
   */
  private ClientState state(long nowNanos, ClusterOpinion opinion) {
    return switch (state(nowNanos)) {
      case ACTIVE -> ClientState.ACTIVE;
      case LEAVING ->
          opinion.awaited() && isSilentFor(FAREWELL, nowNanos)
              ? silent(opinion)
              : ClientState.LEAVING;
      case STALE, EXPECTED_DOWN, ABSENT -> silent(opinion);
    };
  }

  private static ClientState silent(ClusterOpinion opinion) {
    if (opinion.excuse().isEmpty()) {
      return ClientState.STALE;
    }
    return opinion.overdue() ? ClientState.ABSENT : ClientState.EXPECTED_DOWN;
  }

  private boolean isSilentFor(Duration time, long nowNanos) {
    return claims.holder().age(nowNanos).compareTo(time) > 0;
  }

  /**
   * Whether other agents must not probe it, for now or for ever. A client that is expected to be
   * down for long would only be a failure at each of its peers. It is probed again when it sends a
   * heartbeat, or when nothing excuses its silence any more.
   */
  boolean isDismissed(long nowNanos, ClusterOpinion opinion) {
    if (claims.areClaimed()) {
      return false;
    }
    return switch (state(nowNanos, opinion)) {
      case EXPECTED_DOWN, ABSENT -> isSilentFor(FAREWELL, nowNanos);
      case ACTIVE, STALE, LEAVING -> !isKept(opinion) && isSilentFor(patience(), nowNanos);
    };
  }

  /**
   * Drops claimants that are silent. Returns whether the client itself is to be forgotten.
   *
   * @param nodeDeleted whether its node was certainly deleted since the client joined
   */
  boolean expire(long nowNanos, ClusterOpinion opinion, boolean nodeDeleted) {
    claims.expireClaimants(nowNanos);
    forgotten = nodeDeleted || (!claims.areClaimed() && isOver(nowNanos, opinion));
    return forgotten;
  }

  private boolean isOver(long nowNanos, ClusterOpinion opinion) {
    if (opinion.deletion() != null) {
      return !claims.isFresh(nowNanos) || last().goodbye();
    }
    return !isKept(opinion) && isSilentFor(patience().plus(GRACE), nowNanos);
  }

  /**
   * Whether it is known as long as its node exists. A client that said goodbye and has no pod is
   * not, because it was removed from its node on purpose.
   */
  private boolean isKept(ClusterOpinion opinion) {
    return opinion.exists() && (opinion.awaited() || !last().goodbye());
  }

  private Duration patience() {
    if (last().goodbye()) {
      return FAREWELL;
    }
    Duration fresh = claims.freshness();
    return fresh.compareTo(forgetAfter) > 0 ? fresh : forgetAfter;
  }

  /** Whether it is removed from the registry, so that the next heartbeat needs a new entry. */
  boolean isForgotten() {
    return forgotten;
  }

  /** By how many bytes what it reports has grown since it was last asked. */
  long growth() {
    long bytes = forgotten ? 0 : claims.bytes();
    long grown = bytes - countedBytes;
    countedBytes = bytes;
    return grown;
  }

  /** The event that ends it. */
  ClientEvent end(boolean elsewhere) {
    return new ClientEvent.Forgotten(id, last().instance(), claims.holder().sequence(), elsewhere);
  }

  /** Reports what changed since it was last called. */
  void announce(long nowNanos, ClusterOpinion opinion, Consumer<ClientEvent> events) {
    if (opinion.exists() && !onNode) {
      onNode = true;
      events.accept(new ClientEvent.NodeSeen(id));
    }
    ClientState state = state(nowNanos, opinion);
    if (announced != state) {
      announced = state;
      events.accept(new ClientEvent.StateChanged(id, state, opinion.excuse()));
    }
    if (stalled == isProbing()) {
      stalled = !stalled;
      events.accept(new ClientEvent.ProbingChanged(id, !stalled));
    }
  }

  /** When this entry was made, by the clock of {@link ClientEntries}. */
  long joinedNanos() {
    return joinedNanos;
  }

  Heartbeat last() {
    return claims.holder().last();
  }

  /**
   * @param zone of its node, for a client that does not name one itself
   */
  Client client(long nowNanos, ClusterOpinion opinion, String zone) {
    Incarnation holder = claims.holder();
    Heartbeat last = holder.last();
    ClientState state = state(nowNanos, opinion);
    return new Client(
        new Client.Identity(
            id,
            last.instance(),
            last.endpoint(),
            last.zone().isEmpty() ? zone : last.zone(),
            last.version(),
            Client.NETCHECK),
        state,
        state == ClientState.EXPECTED_DOWN ? opinion.excuse() : "",
        holder.probes(),
        claims.duplicates(nowNanos),
        new Client.Timing(
            holder.heardAt(),
            holder.age(nowNanos),
            holder.clockOffset(),
            new Observer.Reporting(
                last.effectiveInterval(),
                last.window(),
                last.uptime(),
                holder.sequence(),
                last.roundsCompleted(),
                holder.probes(),
                last.paused(),
                last.smallSegments())),
        new Client.Results(last.planes(), last.services(), last.dns(), last.kernel()));
  }
}
