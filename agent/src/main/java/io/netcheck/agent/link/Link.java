// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.history.HistorySeries;
import io.netcheck.agent.probe.Outcome;
import io.netcheck.agent.probe.ProbeTarget;
import io.netcheck.protocol.FailingPorts;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.PacketCounts;
import io.netcheck.protocol.ProbeKind;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** One link of this agent: its current targets and the results of its probes. Thread-safe. */
public final class Link {
  private final LinkKey key;
  private final Map<ProbeKind, ProbeRecord> records = new EnumMap<>(ProbeKind.class);
  private final LinkLiveness liveness;
  private final LinkHistory history;
  private final HelloTurns hellos = new HelloTurns();
  private final NewFlows newFlows = new NewFlows();
  private final PacketTotals packets = new PacketTotals();
  private final ReturnPath returnPath = new ReturnPath();
  private volatile PeerTargets leads;
  private OptionalLong clockOffsetNanos = OptionalLong.empty();
  private OptionalInt pathMtu = OptionalInt.empty();

  /**
   * The targets of the link. A restarted peer can have another address and is still the same link.
   */
  private record PeerTargets(String zone, Map<ProbeKind, ProbeTarget> targets) {}

  Link(LinkKey key, String zone, Map<ProbeKind, ProbeTarget> targets, Duration downAfter) {
    this.key = key;
    this.leads = leads(zone, targets);
    this.liveness = new LinkLiveness(downAfter);
    this.history = new LinkHistory(downAfter);
    for (ProbeKind kind : targets.keySet()) {
      records.put(kind, new ProbeRecord(downAfter));
    }
  }

  private static PeerTargets leads(String zone, Map<ProbeKind, ProbeTarget> targets) {
    return new PeerTargets(zone, Collections.unmodifiableMap(new EnumMap<>(targets)));
  }

  public LinkKey key() {
    return key;
  }

  /** Its part of the history. */
  public HistorySeries series() {
    return new HistorySeries(key.peer().node(), key.network(), key.family(), Optional.empty());
  }

  /** The zone of the peer's node, or {@code ""}. */
  public String zone() {
    return leads.zone();
  }

  /** The target of each kind of probe. */
  Map<ProbeKind, ProbeTarget> targets() {
    return leads.targets();
  }

  /** The target of the next probe of this kind; empty if it has none. */
  synchronized Optional<ProbeTarget> next(ProbeKind kind) {
    Optional<ProbeTarget> target = Optional.ofNullable(targets().get(kind));
    return kind == ProbeKind.TCP && hellos.next() ? target.map(ProbeTarget::withHello) : target;
  }

  public Set<ProbeKind> probes() {
    return Collections.unmodifiableSet(records.keySet());
  }

  synchronized void redirect(String zone, Map<ProbeKind, ProbeTarget> targets) {
    if (!targets.equals(leads.targets())) {
      history.restart();
      returnPath.restart();
    }
    leads = leads(zone, targets);
  }

  /**
   * A probe was answered before this was a link.
   *
   * @param pathWorks whether that proved that the path works
   */
  synchronized void remember(ProbeKind kind, long rttNanos, boolean pathWorks) {
    record(kind).remember(rttNanos);
    if (pathWorks) {
      history.remember();
    }
  }

  /** Compares one outcome with those of other flows, and returns what it means. */
  synchronized Outcome compare(ProbeKind kind, Outcome outcome, long nowNanos) {
    return newFlows.compare(kind, outcome, nowNanos);
  }

  /** Whether a probe over a new flow must go beside the next probe of a kind. */
  synchronized boolean wantsNewFlow(ProbeKind kind) {
    return newFlows.wantsOne(kind);
  }

  /** Adds one outcome, and returns what it changed. */
  synchronized Change record(ProbeKind kind, Outcome outcome, long nowNanos) {
    if (outcome instanceof Outcome.Reply reply) {
      if (reply.clockOffsetNanos().isPresent()) {
        clockOffsetNanos = reply.clockOffsetNanos();
      }
      returnPath.record(reply.hopLimit(), nowNanos);
    }
    if (kind == ProbeKind.MTU) {
      pathMtu = outcome.pathMtu();
    }
    hellos.record(kind, outcome);
    packets.add(kind, outcome);
    // While new flows fail, an answer over an old one says that the path works, and no more.
    boolean misleading = !(outcome instanceof Outcome.Failure) && newFlows.fail(kind);
    boolean named = newFlows.takeChange();
    boolean probe = record(kind).record(outcome, !misleading, nowNanos) || named;
    boolean link = liveness.record(outcome.pathWorks(), nowNanos);
    history.record(outcome.pathWorks(), nowNanos);
    return link ? Change.LINK : probe ? Change.PROBE : Change.NONE;
  }

  /** What an outcome changed. */
  enum Change {
    NONE,
    /** The state of one kind of probe. */
    PROBE,
    /** The state of the link itself. */
    LINK
  }

  public synchronized LinkState state() {
    return liveness.state();
  }

  /**
   * If the link is not up and never was with the present address of the peer, for how long that has
   * been probed.
   */
  synchronized OptionalLong neverUpNanos(long nowNanos) {
    return liveness.state() == LinkState.UP ? OptionalLong.empty() : history.neverUpNanos(nowNanos);
  }

  /** Whether it was ever up with the present address of the peer. */
  synchronized boolean hasWorked() {
    return history.hasWorked();
  }

  /** The last round trip of each kind of probe that was ever answered. */
  synchronized Map<ProbeKind, Long> lastRttNanos() {
    Map<ProbeKind, Long> last = new EnumMap<>(ProbeKind.class);
    records.forEach((kind, record) -> {
      long rtt = record.read().lastRttNanos();
      if (rtt > 0) {
        last.put(kind, rtt);
      }
    });
    return last;
  }

  /** Whether it is not up and never was with the present address of the peer. */
  synchronized boolean isNeverUp() {
    return liveness.state() != LinkState.UP && !history.hasWorked();
  }

  /** How far the peer's wall clock is ahead of this host's, from the last UDP reply. */
  public synchronized OptionalLong clockOffsetNanos() {
    return clockOffsetNanos;
  }

  /**
   * The largest packet in bytes that passes, by the last full-size probe; empty if it is not known,
   * or not less than this host's route promises.
   */
  synchronized OptionalInt pathMtu() {
    return pathMtu;
  }

  synchronized ProbeRecord.Reading read(ProbeKind kind) {
    return record(kind).read();
  }

  synchronized ProbeRecord.Window offer(ProbeKind kind, int exporter) {
    return record(kind).offer(exporter);
  }

  /** The source ports that fail always while others are answered. */
  synchronized Optional<FailingPorts> failingPorts(int row, long nowNanos) {
    return newFlows.failingPorts(row, nowNanos);
  }

  /** Whether the peer's answers have come over a path of another length for a few seconds. */
  synchronized boolean isRerouted(long nowNanos) {
    return returnPath.hasChanged(nowNanos);
  }

  /** What became of its datagrams since the last heartbeat that this exporter accepted. */
  synchronized PacketCounts offerPackets(int exporter) {
    return packets.offer(exporter);
  }

  synchronized void accept(int exporter) {
    packets.accept(exporter);
    records.values().forEach(record -> record.accept(exporter));
  }

  /** The next heartbeat to {@code exporter} tells what the next one to {@code other} tells. */
  synchronized void follow(int exporter, int other) {
    packets.follow(exporter, other);
    records.values().forEach(record -> record.follow(exporter, other));
  }

  private ProbeRecord record(ProbeKind kind) {
    ProbeRecord found = records.get(kind);
    if (found == null) {
      throw new IllegalArgumentException("kind is not probed over this link: " + kind);
    }
    return found;
  }
}
