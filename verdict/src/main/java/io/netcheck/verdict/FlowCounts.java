// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

/**
 * What became of the flows of one link lately; older ones weigh less. A ping is always the same
 * flow, datagrams take turns between a few, and every TCP connection is a new one.
 */
final class FlowCounts {
  /** The time, in nanoseconds, after which a third is left of a packet's weight. */
  private static final double LATELY = 30e9;

  /** The datagrams of a link take turns between so many source ports: of an agent's UDP probe. */
  private static final int PORTS = 4;

  /** The share of packets that are lost, or pass, for another reason. */
  private static final double OTHERWISE = 0.03;

  private static final double FEWEST_LOST = 2;
  private static final double LEAST_LOST = 0.06;
  private static final double MOST_LOST = 0.97;

  /** A link that has lost less did so by chance until now. */
  private static final double BY_CHANCE = 0.15;

  private static final double SEVERAL_LOST = 1.5;
  private static final double MUCH_LOST = 0.25;

  private double connections;
  private double lostConnections;
  private double pings;
  private double lostPings;
  private double datagrams;
  private double lostDatagrams;
  private final long sinceNanos;
  private long heardNanos;
  private long lostNanos;

  /** When a connection was last lost, and how many were answered since. */
  private long lostConnectionNanos;

  private double answeredSince;

  /** Of the last heartbeat that covers some seconds, and of those after it. */
  private int lateConnections;

  private int lateLostConnections;
  private boolean losing;
  private boolean up;

  /** Whether a connection was answered after the first loss, and not just before it. */
  private boolean answered;

  FlowCounts(long nanos) {
    sinceNanos = nanos;
    heardNanos = nanos;
    lostNanos = nanos;
    lostConnectionNanos = nanos;
  }

  /**
   * What was counted before {@code nanos} weighs less from now on.
   *
   * @param isUp whether the link is up now
   * @param complete whether the window is long enough to tell that nothing was lost
   */
  void begin(long nanos, boolean isUp, boolean complete) {
    up = isUp;
    losing &= !complete;
    if (complete) {
      lateConnections = 0;
      lateLostConnections = 0;
    }
    double left = Math.exp((heardNanos - nanos) / LATELY);
    heardNanos = nanos;
    connections *= left;
    lostConnections *= left;
    pings *= left;
    lostPings *= left;
    datagrams *= left;
    lostDatagrams *= left;
  }

  /** Whether much is lost now on a link that lost a connection by chance before. */
  boolean isOnset(int sent, int lost) {
    return lost >= FEWEST_LOST
        && lost >= MUCH_LOST * sent
        && lostConnections < BY_CHANCE * connections;
  }

  void addConnections(int sent, int lost) {
    answered |= connections > 0 && sent > lost;
    connections += sent;
    lostConnections += lost;
    lateConnections += sent;
    lateLostConnections += lost;
    if (lost > 0) {
      lostConnectionNanos = heardNanos;
      answeredSince = 0;
    } else {
      answeredSince += sent;
    }
    lost(lost);
  }

  void addPings(int sent, int lost) {
    pings += sent;
    lostPings += lost;
    lost(lost);
  }

  void addDatagrams(int sent, int lost) {
    datagrams += sent;
    lostDatagrams += lost;
    lost(lost);
  }

  private void lost(int lost) {
    if (lost > 0) {
      lostNanos = heardNanos;
      losing = true;
    }
  }

  /** Adds what was counted of another link. */
  void include(FlowCounts other) {
    connections += other.connections;
    lostConnections += other.lostConnections;
    pings += other.pings;
    lostPings += other.lostPings;
    datagrams += other.datagrams;
    lostDatagrams += other.lostDatagrams;
  }

  double connections() {
    return connections;
  }

  double lostConnections() {
    return lostConnections;
  }

  /** When something was lost for the first time. */
  long sinceNanos() {
    return sinceNanos;
  }

  /** When something was last lost. */
  long lostNanos() {
    return lostNanos;
  }

  int lateConnections() {
    return lateConnections;
  }

  int lateLostConnections() {
    return lateLostConnections;
  }

  long lostConnectionNanos() {
    return lostConnectionNanos;
  }

  /** About how many connections were answered since {@code nanos}, if none was lost since. */
  double answeredSince(long nanos) {
    long all = heardNanos - lostConnectionNanos;
    long since = heardNanos - Math.max(nanos, lostConnectionNanos);
    return all <= 0 || since <= 0 ? 0 : answeredSince * since / all;
  }

  /** Whether the link is up, and loses more connections than now and then. */
  boolean isLossy() {
    return up
        && losing
        && lostConnections >= SEVERAL_LOST
        && lostConnections >= MUCH_LOST * connections
        && lostConnections < connections;
  }

  /** Whether some connections are still lost, and others are not. */
  boolean isMixed() {
    return losing
        && answered
        && lostConnections >= FEWEST_LOST
        && lostConnections >= LEAST_LOST * connections
        && lostConnections <= MOST_LOST * connections;
  }

  /** Whether the counts of this link alone look like dead paths. */
  boolean isSuspect() {
    return isMixed() && overChance() > 0 && overConnections() > 0;
  }

  /**
   * In nats, how much better dead paths explain the counts than loss by chance, at the same rate
   * for all packets.
   */
  double overChance() {
    double all = connections + pings + datagrams;
    double lost = lostConnections + lostPings + lostDatagrams;
    double rate = rate(lost, all);
    return byPaths() - log(lost, all - lost, rate);
  }

  /** The same, over loss of nothing but connections. */
  double overConnections() {
    double others = lostPings + lostDatagrams;
    double passed = pings + datagrams - others;
    double rate = rate(lostConnections, connections);
    return byPaths()
        - log(lostConnections, connections - lostConnections, rate)
        - log(others, passed, OTHERWISE);
  }

  /** The log likelihood of the counts, if each kind of probe has a rate of loss of its own. */
  double byKinds() {
    return log(lostConnections, connections)
        + log(lostPings, pings)
        + log(lostDatagrams, datagrams);
  }

  private static double log(double lost, double all) {
    return log(lost, all - lost, rate(lost, all));
  }

  /** The log likelihood of the counts, if a share of all flows is lost always. */
  double byPaths() {
    double rate = rate(lostConnections, connections);
    double passedPings = pings - lostPings;
    double ping =
        plus(
            Math.log(rate) + log(lostPings, passedPings, 1 - OTHERWISE),
            Math.log1p(-rate) + log(lostPings, passedPings, OTHERWISE));
    double datagram = Double.NEGATIVE_INFINITY;
    for (int dead = 0; dead <= PORTS; dead++) {
      double share = Math.clamp(dead / (double) PORTS, OTHERWISE, 1 - OTHERWISE);
      double ports =
          Math.log(binomial(dead)) + dead * Math.log(rate) + (PORTS - dead) * Math.log1p(-rate);
      datagram = plus(datagram, ports + log(lostDatagrams, datagrams - lostDatagrams, share));
    }
    return log(lostConnections, connections - lostConnections, rate) + ping + datagram;
  }

  private static double rate(double lost, double all) {
    return (lost + 0.5) / (all + 1);
  }

  /** The log likelihood of so many lost and passed packets in some order. */
  private static double log(double lost, double passed, double rate) {
    return lost * Math.log(rate) + passed * Math.log1p(-rate);
  }

  /** The logarithm of a sum, from those of its parts. */
  private static double plus(double one, double other) {
    double larger = Math.max(one, other);
    double smaller = Math.min(one, other);
    return larger + Math.log1p(Math.exp(smaller - larger));
  }

  private static int binomial(int dead) {
    return switch (dead) {
      case 0, PORTS -> 1;
      case 1, PORTS - 1 -> PORTS;
      default -> PORTS * (PORTS - 1) / 2;
    };
  }
}
