// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.topology.PeerMembership;
import io.netcheck.exporter.topology.Topology;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.IntervalStretch;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The clients of this exporter: takes their heartbeats, and knows how fresh each is and what it
 * last reported. Ages come from this process's monotonic clock alone. Thread-safe.
 */
public final class ClientRegistry {
  private final ClientEntries entries;
  private final HeartbeatIntake intake;
  private final ClientSweep sweep;
  private final ClientSnapshots snapshots;
  private final Supplier<ClusterInventory> inventory;
  private final PeerMembership membership;
  private final PeerAnswers answers;
  private final HandedOutStretch stretch = new HandedOutStretch();
  private final LongAdder heartbeats = new LongAdder();
  private final LongAdder lostHeartbeats = new LongAdder();

  /** How long earlier exporters heard agents, if their knowledge was handed on. */
  private volatile Duration heardBefore = Duration.ZERO;

  /**
   * @param membership is told which agents can be peers
   * @param topology gives the peers for the answers
   * @param results is told last
   * @param inventory knows the nodes and agents of the cluster
   * @param journal is told what other exporters, or the next process, must know
   */
  public ClientRegistry(
      RegistryConfig config,
      ProcessClock clock,
      PeerMembership membership,
      Topology topology,
      ResultListener results,
      Supplier<ClusterInventory> inventory,
      ClientJournal journal) {
    this.inventory = inventory;
    this.membership = membership;
    this.answers = new PeerAnswers(topology, () -> stretch.patience(config.freshness()));
    this.entries =
        new ClientEntries(
            config,
            clock,
            List.of(
                this::updatePeers,
                new ClientLog(),
                new JournalListener(journal, lostHeartbeats),
                event -> tell(results, event)));
    this.intake = new HeartbeatIntake(entries, inventory);
    this.sweep = new ClientSweep(entries);
    this.snapshots = new ClientSnapshots(entries, stretch);
  }

  private static void tell(ResultListener results, ClientEvent event) {
    switch (event) {
      case ClientEvent.Heard heard when heard.holder() -> results.heard(heard.heartbeat());
      case ClientEvent.Joined _,
          ClientEvent.HolderChanged _,
          ClientEvent.Duplicated _,
          ClientEvent.StateChanged _,
          ClientEvent.ProbingChanged _,
          ClientEvent.Forgotten _ ->
          results.changed();
      case ClientEvent.Heard _,
          ClientEvent.HeartbeatsMissed _,
          ClientEvent.NodeSeen _,
          ClientEvent.Reachable _,
          ClientEvent.Dismissed _ -> {}
    }
  }

  private void updatePeers(ClientEvent event) {
    switch (event) {
      case ClientEvent.Reachable(Heartbeat last) -> {
        ClusterInventory.Place place = inventory.get().place(last.client().node());
        membership.put(
            PeerPlacement.peer(last, place, entries.config().allowed()), place.domains());
      }
      case ClientEvent.Dismissed(ClientId id) -> membership.remove(id);
      case ClientEvent.Forgotten forgotten -> {
        membership.remove(forgotten.id());
        answers.forget(forgotten.id());
      }
      default -> {}
    }
  }

  /**
   * Takes one heartbeat in, and returns the answer to it.
   *
   * @param from where it came from, for the log
   * @throws RefusedException if it claims an address that is not allowed, or there is no room for
   *     another client
   */
  public HeartbeatAnswer accept(Heartbeat heartbeat, InetAddress from) throws RefusedException {
    IntervalStretch answered = stretch.answer(heartbeat);
    boolean superseded = intake.accept(stretch.hear(heartbeat, answered), from).superseded();
    heartbeats.increment();
    if (heartbeat.goodbye() && !superseded) {
      return HeartbeatAnswer.NOTHING;
    }
    HeartbeatAnswer answer =
        superseded ? HeartbeatAnswer.SUPERSEDED : answers.to(heartbeat, listening());
    return answer.stretched(answered);
  }

  /** From now on, agents are asked to wait so much longer. To be called by one thread. */
  public void handOut(IntervalStretch next) {
    stretch.handOut(next);
  }

  /**
   * From now on, agents do not keep the interval that an earlier exporter asked for. Returns what
   * half of them follow at least, so that this exporter can go on with it.
   */
  public IntervalStretch settleStretch() {
    List<IntervalStretch> followed = entries.read(entry -> entry.last().stretch());
    followed.sort(Comparator.comparingInt(IntervalStretch::factor));
    IntervalStretch median =
        followed.isEmpty() ? IntervalStretch.NONE : followed.get((followed.size() - 1) / 2);
    stretch.settle(median);
    return median;
  }

  /** How much longer agents are asked to wait now. */
  IntervalStretch handedOut() {
    return stretch.now();
  }

  /** Forgets clients that are long silent, and tells what changed. Must be called once a second. */
  public void tick() {
    sweep.run(inventory.get());
  }

  /** Every client as it is now, in the order of their identities. */
  public List<Client> snapshot() {
    return snapshot(inventory.get());
  }

  /** The same, with the cluster as {@code known} knows it. */
  public List<Client> snapshot(ClusterInventory known) {
    return snapshots.clients(known);
  }

  /**
   * Nodes that the cluster had, as this exporter, an earlier one or another one saw, and of which
   * the cluster source has reported neither that they exist nor that they were deleted.
   */
  public Set<String> formerNodes() {
    return snapshots.formerNodes(inventory.get());
  }

  public int size() {
    return entries.size();
  }

  /** What the clients report, in bytes of the heap; an estimate. */
  public long reportedBytes() {
    return entries.reported().kept();
  }

  /** From where on no client gets more than an equal part. */
  public long reportedBytesLimit() {
    return entries.reported().limit();
  }

  /** Heartbeats that were taken in. */
  public long heartbeats() {
    return heartbeats.sum();
  }

  /** Heartbeats that never came, as the sequence numbers of later ones show. */
  public long lostHeartbeats() {
    return lostHeartbeats.sum();
  }

  /** Heartbeats whose results of links did not count, because they had too many targets. */
  public long cutHeartbeats() {
    return intake.cutHeartbeats();
  }

  /** How long agents were heard, by this exporter and by those whose knowledge it has. */
  public Duration listening() {
    return heardBefore.plusNanos(entries.nowNanos());
  }

  void listenedBefore(Duration listening) {
    heardBefore = listening;
  }

  /** Adds heartbeats that turned out to be lost later. */
  void countLost(long count) {
    lostHeartbeats.add(count);
  }

  /** Adds a client that another exporter, or an earlier process, knows. */
  boolean add(ClientEntry entry) throws RefusedException {
    return entries.add(entry, List.of(new ClientEvent.Reachable(entry.last())));
  }

  /**
   * Changes the entry of {@code id} by what another exporter, or an earlier process, knows.
   *
   * @return what {@code change} returned; empty if there is no entry
   */
  <T> Optional<T> change(ClientId id, Function<ClientEntry, T> change) {
    return entries.change(
        id,
        (entry, events) -> {
          T result = change.apply(entry);
          if (entry.isForgotten()) {
            events.accept(entry.end(true));
          } else {
            events.accept(new ClientEvent.Reachable(entry.last()));
            entry.announce(entries.nowNanos(), inventory.get().standing(id), events);
          }
          return result;
        });
  }

  ClientEntries entries() {
    return entries;
  }
}
