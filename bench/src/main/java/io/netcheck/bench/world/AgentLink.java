// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.FailingPorts;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One link of an agent: where it leads, and what its probes found. */
@SuppressWarnings("EnumOrdinal") // indexes of arrays, never stored or sent
final class AgentLink {
  private static final ProbeKind[] KINDS = ProbeKind.values();

  /** One in eight answers of a starved process is later than the timeout. */
  private static final int SLUGGISH_MASK = 7;

  final int source;
  final int target;
  final Network network;
  final IpFamily family;
  private final ProbeTally[] tallies = new ProbeTally[KINDS.length];
  private final Liveness liveness = new Liveness();
  private final int addresses;
  private final int addressesBack;

  /** Which pod of the node it leads to. */
  private int pod;

  private final int[] attempts = new int[KINDS.length];

  /** How many attempts were made when a filter of new flows appeared. */
  private final int[] attemptsBefore = new int[KINDS.length];

  private boolean filtered;

  /** What became of datagrams by their ports, once one got lost. */
  private @Nullable DatagramFlows datagrams;

  private int version;
  private Impairment[] out = Fabric.NONE;
  private Impairment[] back = Fabric.NONE;
  private PeerHost.Answering answering = PeerHost.Answering.ALL;
  private long base;

  AgentLink(int source, int target, Network network, IpFamily family) {
    this.source = source;
    this.target = target;
    this.network = network;
    this.family = family;
    addresses = addresses(source, target);
    addressesBack = addresses(target, source);
    for (int i = 0; i < KINDS.length; i++) {
      if (ClusterPlan.isProbed(network, KINDS[i])) {
        tallies[i] = new ProbeTally();
      }
    }
  }

  private int addresses(int from, int to) {
    return ((from * 31 + to) * 31 + network.label().hashCode()) * 31 + family.label().hashCode();
  }

  void redirect(int newPod) {
    if (newPod != pod) {
      pod = newPod;
      version = 0;
    }
  }

  ProbeTally tally(int kind) {
    return tallies[kind];
  }

  LinkState state() {
    return liveness.state();
  }

  /** Sends one probe: its round-trip time, or why there is none. */
  long probe(int kind, Fabric fabric, PeerHost hosts) {
    attempts[kind]++;
    if (version != fabric.version()) {
      version = fabric.version();
      out = fabric.on(source, target, network, family);
      back = fabric.on(target, source, network, family);
      answering = hosts.answering(target, network, pod);
      base = fabric.base(source, target);
      rememberFlows();
    }
    int ports = ports(KINDS[kind], attempts[kind], fabric);
    if (out.length + back.length == 0 && answering == PeerHost.Answering.ALL) {
      return fabric.healthy(base);
    }
    return exchange(KINDS[kind], ports, fabric);
  }

  /** Flows that are there when a filter of new ones appears stay known to it. */
  private void rememberFlows() {
    boolean before = filtered;
    filtered = isFiltered(out) || isFiltered(back);
    if (before && !filtered) {
      datagrams = null;
    }
    if (filtered && !before) {
      System.arraycopy(attempts, 0, attemptsBefore, 0, attempts.length);
    }
  }

  private static boolean isFiltered(Impairment[] path) {
    for (Impairment one : path) {
      if (one.filter().fresh()) {
        return true;
      }
    }
    return false;
  }

  private long exchange(ProbeKind probe, int ports, Fabric fabric) {
    boolean isNew = isNew(probe, ports);
    long there = fabric.packet(out, probe, false, flow(addresses, ports), isNew);
    if (there < 0) {
      return there;
    }
    long back = fabric.packet(this.back, probe, true, flow(addressesBack, ports), isNew);
    if (back < 0) {
      return Fabric.LOST;
    }
    boolean refused = false;
    switch (answering) {
      case ALL -> {}
      case KERNEL -> {
        if (probe == ProbeKind.UDP || probe == ProbeKind.MTU) {
          return Fabric.LOST;
        }
      }
      case SLUGGISH -> {
        boolean isLate = (fabric.noise() & SLUGGISH_MASK) == 0;
        if (isLate && (probe == ProbeKind.UDP || probe == ProbeKind.MTU)) {
          return Fabric.LOST;
        }
      }
      case REFUSING -> refused = probe != ProbeKind.ICMP;
      case NOBODY -> {
        return Fabric.LOST;
      }
    }
    long rtt = fabric.healthy(base);
    if (rtt < 0) {
      return rtt;
    }
    return refused ? Fabric.failure(FailureReason.REFUSED) : rtt + there + back;
  }

  /**
   * The choice of a router among equal paths. Each direction has a path of its own, so every bit
   * must depend on every other: this is the finalizer of MurmurHash3.
   */
  private static int flow(int addresses, int ports) {
    int mixed = addresses + ports * 0x9E3779B9;
    mixed = (mixed ^ mixed >>> 16) * 0x85EBCA6B;
    mixed = (mixed ^ mixed >>> 13) * 0xC2B2AE35;
    return (mixed ^ mixed >>> 16) & 0x7fffffff;
  }

  /** The ports, as the agent uses them; a ping has none. */
  private int ports(ProbeKind probe, int count, Fabric fabric) {
    return switch (probe) {
      case ICMP -> 1;
      case TCP -> fabric.noise();
      case UDP -> datagrams == null ? DatagramFlows.port(count) : datagrams.next(count);
      case MTU -> DatagramFlows.port(count);
    };
  }

  private boolean isNew(ProbeKind probe, int port) {
    return filtered
        && switch (probe) {
          case ICMP -> false;
          case TCP -> true;
          case UDP, MTU -> port > DatagramFlows.newest(attemptsBefore[probe.ordinal()]);
        };
  }

  private void countDatagram(int kind, boolean answered, long now) {
    if (KINDS[kind] != ProbeKind.UDP || (datagrams == null && answered)) {
      return;
    }
    if (datagrams == null) {
      datagrams = new DatagramFlows();
      datagrams.next(attempts[kind]);
    }
    datagrams.add(answered, now);
    if (datagrams.isOver(now)) {
      datagrams = null;
    }
  }

  /** The ports that fail, as an agent tells: while new flows fail, it does not. */
  Optional<FailingPorts> failingPorts(int row, long now) {
    return datagrams == null || filtered ? Optional.empty() : datagrams.failing(row, now);
  }

  /** Adds an answer. Returns whether the state of the link or of the probe changed. */
  boolean answered(int kind, long rtt, long now) {
    countDatagram(kind, true, now);
    boolean probe = tallies[kind].answered(rtt, now);
    boolean link = liveness.record(true, now);
    return link || probe;
  }

  /** Adds a failure, likewise. */
  boolean failed(int kind, FailureReason reason, long now) {
    // An echo has no port that could be closed, so the agent knows that a filter refuses.
    FailureReason told =
        KINDS[kind] == ProbeKind.ICMP && reason == FailureReason.REFUSED
            ? FailureReason.REJECTED
            : reason;
    countDatagram(kind, false, now);
    boolean probe = tallies[kind].failed(told, now);
    boolean link = liveness.record(false, now);
    return link || probe;
  }

  void accept() {
    for (ProbeTally tally : tallies) {
      if (tally != null) {
        tally.accept();
      }
    }
  }
}
