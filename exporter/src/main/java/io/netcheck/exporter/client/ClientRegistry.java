// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.topology.PeerMembership;
import io.netcheck.exporter.topology.Topology;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which clients there are, how fresh each is, and what it last said. Ages are reckoned on this
 * process's monotonic clock alone. Thread-safe.
 */
public final class ClientRegistry {
  private final RegistryConfig config;
  private final ProcessClock clock;
  private final long epochNanos;
  private final PeerMembership membership;
  private final PeerAnswers answers;
  private final Consumer<Heartbeat> heard;
  private final Supplier<ClusterInventory> inventory;
  private final ConcurrentNavigableMap<ClientId, ClientEntry> rows = new ConcurrentSkipListMap<>();

  private final AtomicInteger size = new AtomicInteger();
  private final LongAdder heartbeats = new LongAdder();
  private final LongAdder lostHeartbeats = new LongAdder();
  private final ClientJournal journal;

  /** For how long exporters before this one heard agents, where their knowledge was handed on. */
  private volatile Duration heardBefore = Duration.ZERO;

  /** A registry that keeps to itself what it knows, and knows of nobody but who reports. */
  public ClientRegistry(
      RegistryConfig config,
      ProcessClock clock,
      PeerMembership membership,
      Topology topology,
      Consumer<Heartbeat> heard) {
    this(
        config,
        clock,
        membership,
        topology,
        heard,
        () -> ClusterInventory.NONE,
        ClientJournal.NONE);
  }

  /**
   * @param membership is told who can be a peer
   * @param topology is asked for the peers in the answers
   * @param heard is told of every heartbeat whose results count
   * @param inventory is asked what others than the agents say of them
   * @param journal is told of what others have to know as well
   */
  public ClientRegistry(
      RegistryConfig config,
      ProcessClock clock,
      PeerMembership membership,
      Topology topology,
      Consumer<Heartbeat> heard,
      Supplier<ClusterInventory> inventory,
      ClientJournal journal) {
    this.config = config;
    this.clock = clock;
    this.epochNanos = clock.nanoTime();
    this.membership = membership;
    this.answers = new PeerAnswers(topology, config.freshness());
    this.heard = heard;
    this.inventory = inventory;
    this.journal = journal;
  }

  /**
   * Takes one heartbeat in.
   *
   * @param from where it came from, for the log
   * @throws RefusedException if it claims an address that is not allowed, or there is no room for
   *     another client
   */
  public HeartbeatAnswer accept(Heartbeat heartbeat, InetAddress from) throws RefusedException {
    config.check(heartbeat.endpoint());
    IdentityClaims.Effect effect = enter(heartbeat, from);
    heartbeats.increment();
    if (effect.superseded()) {
      return HeartbeatAnswer.SUPERSEDED;
    }
    if (effect.news()) {
      heard.accept(heartbeat);
    }
    return heartbeat.goodbye() ? HeartbeatAnswer.NOTHING : answers.to(heartbeat, listening());
  }

  /** For how long agents were heard, by this exporter and by those whose knowledge it has. */
  public Duration listening() {
    return heardBefore.plusNanos(nowNanos());
  }

  void listenedBefore(Duration listening) {
    heardBefore = listening;
  }

  private IdentityClaims.Effect enter(Heartbeat heartbeat, InetAddress from)
      throws RefusedException {
    while (true) {
      ClientEntry row = rows.get(heartbeat.client());
      if (row == null) {
        // Whoever is not known has nothing to take leave of.
        if (heartbeat.goodbye() || isAfterlife(heartbeat.client())) {
          return IdentityClaims.Effect.NONE;
        }
        if (join(heartbeat, from)) {
          return IdentityClaims.Effect.JOINED;
        }
        continue;
      }
      synchronized (row) {
        if (row.isForgotten()) {
          continue;
        }
        IdentityClaims.Effect effect = row.lives().accept(heartbeat, nowNanos(), clock.instant());
        if (effect.lost() > 0) {
          lostHeartbeats.add(journal.missed(heartbeat, effect.lost()));
        }
        publish(row);
        if (!effect.holderBefore().isEmpty()) {
          ClientLog.superseded(effect.holderBefore(), heartbeat, from);
        }
        if (effect.newDuplicate()) {
          ClientLog.duplicate(row.last().instance(), heartbeat, from);
        }
        announce(row);
        tell(effect, heartbeat, row);
        return effect;
      }
    }
  }

  private void tell(IdentityClaims.Effect effect, Heartbeat heartbeat, ClientEntry row) {
    if (effect.news() || effect.superseded()) {
      journal.heard(heartbeat, effect.news(), row.isProbing());
    }
    if (!effect.holderBefore().isEmpty() || effect.newDuplicate()) {
      journal.changed(heartbeat.client());
    }
  }

  /**
   * Whether an agent speaks from a node that was deleted just now. Most such agents have a few
   * heartbeats to go; one that outlives its node for longer is let in again, until it is silent.
   */
  private boolean isAfterlife(ClientId id) {
    NodeDeletion deletion = inventory.get().standing(id).deletion();
    return deletion != null && clock.since(deletion.nanoTime()).compareTo(config.freshness()) <= 0;
  }

  /** Makes a row for a client that has none; false where somebody else just made it. */
  private boolean join(Heartbeat heartbeat, InetAddress from) throws RefusedException {
    if (!add(new ClientEntry(config, heartbeat, nowNanos(), clock.instant()))) {
      return false;
    }
    journal.heard(heartbeat, true, true);
    journal.changed(heartbeat.client());
    ClientLog.joined(heartbeat, from);
    return true;
  }

  /**
   * Adds the row of a client that has none; false where somebody else just did.
   *
   * @throws RefusedException if there is no room for another one
   */
  boolean add(ClientEntry row) throws RefusedException {
    if (size.incrementAndGet() > config.maxClients()) {
      size.decrementAndGet();
      throw new RefusedException(
          RefusedException.Reason.TOO_MANY_CLIENTS,
          "",
          "there are " + config.maxClients() + " clients already (NETCHECK_MAX_CLIENTS)");
    }
    synchronized (row) {
      if (rows.putIfAbsent(row.last().client(), row) != null) {
        size.decrementAndGet();
        return false;
      }
      publish(row);
    }
    return true;
  }

  /** What {@code question} finds in the row of {@code id}; empty where there is none. */
  <T> Optional<T> ask(ClientId id, Function<ClientEntry, T> question) {
    ClientEntry row = rows.get(id);
    if (row == null) {
      return Optional.empty();
    }
    synchronized (row) {
      if (row.isForgotten()) {
        return Optional.empty();
      }
      T answer = question.apply(row);
      if (row.isForgotten()) {
        drop(row);
      } else {
        publish(row);
        announce(row);
      }
      return Optional.of(answer);
    }
  }

  /** Every identity that is known. */
  List<ClientId> ids() {
    return List.copyOf(rows.keySet());
  }

  private void publish(ClientEntry row) {
    Heartbeat last = row.last();
    ClusterInventory.Place place = inventory.get().place(last.client().node());
    membership.put(PeerPlacement.peer(last, place, config.allowed()));
  }

  /** Every client as it is now, in the order of their identities. */
  public List<Client> snapshot() {
    List<Client> clients = new ArrayList<>(size());
    long now = nowNanos();
    ClusterInventory known = inventory.get();
    for (ClientEntry row : rows.values()) {
      synchronized (row) {
        ClientId id = row.last().client();
        clients.add(row.client(now, known.standing(id), known.place(id.node()).zone()));
      }
    }
    List<ClientId> overdue = known.overdue(clock.nanoTime(), config.freshness().multipliedBy(2));
    if (!overdue.isEmpty()) {
      addAbsent(overdue, known, clients);
    }
    return clients;
  }

  private void addAbsent(List<ClientId> overdue, ClusterInventory known, List<Client> clients) {
    Set<ClientId> there = HashSet.newHashSet(clients.size());
    clients.forEach(client -> there.add(client.id()));
    for (ClientId id : overdue) {
      if (there.add(id)) {
        clients.add(Client.absent(id, known.place(id.node()).zone()));
      }
    }
    clients.sort(Comparator.comparing(Client::id));
  }

  /** Forgets whom it is time to forget and logs who changed; to be called every second or so. */
  public void tick() {
    ClusterInventory known = inventory.get();
    for (ClientEntry row : rows.values()) {
      synchronized (row) {
        announce(row);
        ClientId id = row.last().client();
        ClusterOpinion standing = known.standing(id);
        if (row.isDismissed(nowNanos(), standing)) {
          membership.remove(id);
        } else if (!ClusterInventory.NONE.equals(known)) {
          // Its node may have got another address or zone, or it was only out for a while.
          publish(row);
        }
        if (row.expire(nowNanos(), standing, isBereft(row, standing.deletion()))) {
          drop(row);
          journal.forgotten(id, row.last().instance(), row.sequence());
        }
      }
    }
  }

  /**
   * Nodes of clients that were there, as an earlier exporter or another one saw, and of which this
   * one has seen neither that they are there nor that they were deleted.
   */
  public Set<String> formerNodes() {
    ClusterInventory known = inventory.get();
    Set<String> nodes = new HashSet<>();
    for (ClientEntry row : rows.values()) {
      synchronized (row) {
        ClientId id = row.last().client();
        if (row.isBereaved(known.standing(id))) {
          nodes.add(id.node());
        }
      }
    }
    return nodes;
  }

  private void drop(ClientEntry row) {
    ClientId id = row.last().client();
    // The row last: only then can another be made for the same identity. It may never have
    // been dismissed: claimants keep a row until the moment in which all of them are silent.
    membership.remove(id);
    answers.forget(id);
    size.decrementAndGet();
    rows.remove(id, row);
    ClientLog.forgotten(id);
  }

  private boolean isBereft(ClientEntry row, @Nullable NodeDeletion deletion) {
    return deletion != null
        && deletion.certain()
        && deletion.nanoTime() - epochNanos >= row.joinedNanos();
  }

  private void announce(ClientEntry row) {
    ClusterOpinion standing = inventory.get().standing(row.last().client());
    if (row.isSeen(standing)) {
      journal.changed(row.last().client());
    }
    ClientState state = row.state(nowNanos(), standing);
    if (row.announce(state) != state) {
      journal.changed(row.last().client());
      ClientLog.changed(row.last().client(), state, standing.excuse());
    }
    if (row.announceStall()) {
      ClientLog.probing(row.last().client(), row.isProbing());
    }
  }

  public int size() {
    return size.get();
  }

  /** Heartbeats that were taken in. */
  public long heartbeats() {
    return heartbeats.sum();
  }

  /** Heartbeats that were sent, as their numbers show, and never came. */
  public long lostHeartbeats() {
    return lostHeartbeats.sum();
  }

  /** Heartbeats that turned out to be lost after all. */
  void countLost(long count) {
    lostHeartbeats.add(count);
  }

  RegistryConfig config() {
    return config;
  }

  ProcessClock clock() {
    return clock;
  }

  /** Small and never negative, so that the arithmetic on it cannot overflow. */
  long nowNanos() {
    return clock.nanoTime() - epochNanos;
  }
}
