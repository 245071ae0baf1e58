// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.sweep;

import io.netcheck.daemon.ClockReading;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.topology.PeerMembership;
import io.netcheck.exporter.topology.Topology;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.SweepFailure;
import io.netcheck.protocol.SweepOrder;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Hands the agents that are no peers to each other for one look each, a few with each heartbeat,
 * and knows which pairs do not work. Exporters need not agree on anything for that: each hands out
 * the parts of the agents that report to it. Thread-safe.
 */
public final class SweepDesk {
  /** While many agents join, a ring is used for so long. */
  private static final Duration RING = Duration.ofSeconds(1);

  private record Ring(SweepRing ids, long version, long atNanos) {}

  private final PeerMembership membership;
  private final Topology topology;
  private final Optional<SweepPace> pace;
  private final ProcessClock clock;
  private final String life = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
  private final AtomicLong parts = new AtomicLong();
  private final Map<ClientId, SweepSource> sources = new ConcurrentHashMap<>();
  private final Map<AgentKind, Ring> rings =
      Collections.synchronizedMap(new EnumMap<>(AgentKind.class));
  private volatile Set<ClientId> unheard = Set.of();

  /**
   * @param topology the peers of each agent, which need no sweep
   * @param pass in which each pair is to be measured; zero for no sweep
   */
  public SweepDesk(
      PeerMembership membership, Topology topology, Duration pass, ProcessClock clock) {
    this.membership = membership;
    this.topology = topology;
    this.pace = pass.isZero() ? Optional.empty() : Optional.of(new SweepPace(pass, clock));
    this.clock = clock;
  }

  /**
   * Takes what an agent tells of the sweep, and returns what it is to probe next, if anything is
   * due. Not to be called for an agent that does not hold its identity.
   */
  public Optional<SweepOrder> answer(Heartbeat heartbeat) {
    ClientId id = heartbeat.client();
    if (heartbeat.goodbye()) {
      sources.remove(id);
      return Optional.empty();
    }
    ClockReading now = ClockReading.of(clock);
    SweepRing ring = ring(id.kind());
    List<Peer> peers = topology.peersOf(id).peers();
    Duration nextAfter = heartbeat.stretch().of(heartbeat.interval());
    SweepSource source =
        sources.compute(
            id,
            (_, before) ->
                before != null && before.isOf(heartbeat.instance())
                    ? before
                    : new SweepSource(id, heartbeat.instance(), now));
    synchronized (source) {
      source.heard(peers.size(), nextAfter, now.nanoTime());
      if (pace.isEmpty() || heartbeat.sweep().isEmpty() || ring.size() < 2) {
        return Optional.empty();
      }
      source.take(heartbeat.sweep().get(), now);
      source.giveUpOverdue(now.nanoTime());
      source.leaveOut(target -> membership.peer(target).isEmpty());
      Optional<SweepSource.HandedOut> part = source.open();
      if (part.isEmpty()) {
        part =
            source.next(
                ring,
                pace.get().offset(ring.size()),
                leftOut(peers),
                SweepPace.most(nextAfter),
                nextId(),
                now);
      }
      return part.map(this::order);
    }
  }

  private String nextId() {
    return life + "-" + parts.incrementAndGet();
  }

  /**
   * Peers need no sweep, and of agents that are not heard, or left since the ring was made, nothing
   * is to be found out.
   */
  private Predicate<ClientId> leftOut(List<Peer> peers) {
    Set<ClientId> quiet = unheard;
    return id -> quiet.contains(id) || isAmong(peers, id) || membership.peer(id).isEmpty();
  }

  private static boolean isAmong(List<Peer> sorted, ClientId id) {
    int low = 0;
    int high = sorted.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = sorted.get(middle).id().compareTo(id);
      if (order == 0) {
        return true;
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle - 1;
    }
    return false;
  }

  /** With the addresses as they are now. */
  private SweepOrder order(SweepSource.HandedOut part) {
    return new SweepOrder(
        part.id(), part.targets().stream().flatMap(id -> membership.peer(id).stream()).toList());
  }

  private SweepRing ring(AgentKind kind) {
    Ring known = rings.get(kind);
    long now = clock.nanoTime();
    long version = membership.version();
    if (known == null || (known.version() != version && now - known.atNanos() >= RING.toNanos())) {
      known = new Ring(new SweepRing(membership.ids(kind)), version, now);
      rings.put(kind, known);
    }
    return known.ids();
  }

  /**
   * Looks at the clients as they are now: agents that are not heard are not swept, and pairs whose
   * target left the cluster fail no more. To be called about once a second.
   */
  public void look(List<Client> clients) {
    long now = clock.nanoTime();
    Set<ClientId> active =
        clients.stream()
            .filter(client -> client.state() == ClientState.ACTIVE)
            .map(Client::id)
            .collect(Collectors.toSet());
    Set<ClientId> quiet = new HashSet<>();
    for (AgentKind kind : AgentKind.values()) {
      for (ClientId id : ring(kind).ids()) {
        if (!active.contains(id)) {
          quiet.add(id);
        }
      }
    }
    unheard = quiet;
    sources
        .values()
        .removeIf(source -> {
          synchronized (source) {
            source.forgetAllBut(target -> membership.peer(target).isPresent());
            return source.isAway(now);
          }
        });
  }

  /** Whether {@code id} reports here and has probed all others once. */
  public boolean hasSwept(ClientId id) {
    SweepSource source = sources.get(id);
    if (source == null) {
      return false;
    }
    synchronized (source) {
      return source.hasRound();
    }
  }

  /** The pairs that do not work, in order, without those of which one end is not heard. */
  List<FailingPair> failing() {
    Set<ClientId> quiet = unheard;
    List<FailingPair> failing = new ArrayList<>();
    for (SweepSource source : sources.values()) {
      synchronized (source) {
        source.failing().stream()
            .filter(pair -> !quiet.contains(pair.source()) && !quiet.contains(pair.target()))
            .forEach(failing::add);
      }
    }
    failing.sort((a, b) -> {
      int bySource = a.source().compareTo(b.source());
      return bySource != 0 ? bySource : a.target().compareTo(b.target());
    });
    return failing;
  }

  /** {@code pair} works again, or cannot work any more. */
  void forget(FailingPair pair) {
    SweepSource source = sources.get(pair.source());
    if (source != null) {
      synchronized (source) {
        source.forget(pair.target());
      }
    }
  }

  /** How much is measured, of each kind of agents that there is. */
  public List<SweepStatus> status() {
    List<FailingPair> failing = failing();
    List<SweepStatus> all = new ArrayList<>();
    for (AgentKind kind : AgentKind.values()) {
      if (ring(kind).ids().size() > 0) {
        all.add(
            status(kind, failing.stream().filter(pair -> pair.source().kind() == kind).toList()));
      }
    }
    return all;
  }

  private SweepStatus status(AgentKind kind, List<FailingPair> failing) {
    Set<ClientId> quiet = unheard;
    List<ClientId> ids = ring(kind).ids();
    int heard = (int) ids.stream().filter(id -> !quiet.contains(id)).count();
    long byPeers = 0;
    long bySweep = 0;
    long pairs = 0;
    Optional<Instant> since = Optional.empty();
    for (ClientId id : ids) {
      SweepSource source = quiet.contains(id) ? null : sources.get(id);
      if (source != null) {
        synchronized (source) {
          int peers = Math.min(source.peers(), heard - 1);
          SweepSource.Round round = source.counted(heard - 1 - peers);
          byPeers += peers;
          bySweep += round.measured();
          pairs += peers + Math.max(round.due(), round.measured());
          if (round.measured() > 0) {
            Instant begun = round.begun().wallTime();
            since = since.filter(before -> before.isBefore(begun)).or(() -> Optional.of(begun));
          }
        }
      }
    }
    return new SweepStatus(
        kind,
        pairs,
        byPeers,
        bySweep,
        since,
        pace.map(it -> it.pass(ids.size())).orElse(Duration.ZERO),
        failing.size(),
        failing.stream().limit(SweepStatus.MOST_NAMED).map(this::named).toList());
  }

  private SweepStatus.NamedPair named(FailingPair pair) {
    return new SweepStatus.NamedPair(
        pair.source().node(),
        pair.target().node(),
        pair.since(),
        pair.failures().stream().map(SweepDesk::words).collect(Collectors.joining("; ")),
        topology.peersOf(pair.source()).peers().stream()
            .anyMatch(peer -> peer.id().equals(pair.target())));
  }

  private static String words(SweepFailure failure) {
    return failure.probes().stream().map(Object::toString).collect(Collectors.joining(", "))
        + " in network "
        + failure.network()
        + " over "
        + failure.family()
        + failure.reason().map(reason -> ": " + reason).orElse("");
  }
}
