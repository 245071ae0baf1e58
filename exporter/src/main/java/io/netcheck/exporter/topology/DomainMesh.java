// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Peer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Every agent probes exactly {@code degree} agents, and exactly {@code degree} agents probe it. At
 * least half of them are in its own zone, and at least two in every other zone, as far as there are
 * that many. In a zone, the same holds for its smaller failure domains, such as racks.
 *
 * <p>If not everything is possible, the equal numbers win, then the half in the own zone. What is
 * left over goes to agents of all zones, as if drawn by chance. Inside the smallest domain, an
 * agent probes the next ones on a ring, on which the hashes of their nodes' names give the agents
 * their places.
 *
 * <p>Only the names of the nodes and of the domains decide, so the peers are the same on every
 * exporter. Choices are made between neighbours on rings, so an agent that comes or goes changes
 * the peers of few others, however many there are.
 */
final class DomainMesh implements PeerSelection {
  private record Seat(long hash, ClientId id) implements Comparable<Seat> {
    private static final Comparator<Seat> ORDER =
        Comparator.comparingLong(Seat::hash).thenComparing(Seat::id);

    Seat(ClientId id) {
      this(StableDigest.number(id.node()), id);
    }

    @Override
    public int compareTo(Seat other) {
      return ORDER.compare(this, other);
    }
  }

  private record Seated(Seat seat, PeerMember member) {}

  private final List<Seat> seats;
  private final List<PeerMember> members;
  private final Places places;
  private final PeerGraph graph;

  /**
   * @param degree less than the number of {@code agents}
   */
  DomainMesh(List<PeerMember> agents, int degree) {
    List<Seated> seated =
        agents.stream()
            .map(member -> new Seated(new Seat(member.peer().id()), member))
            .sorted(Comparator.comparing(Seated::seat))
            .toList();
    this.seats = seated.stream().map(Seated::seat).toList();
    this.members = seated.stream().map(Seated::member).toList();
    this.places = new Places(seats.stream().mapToLong(Seat::hash).toArray());
    this.graph = new PeerGraph(agents.size());
    connect(IntStream.range(0, agents.size()).toArray(), degree, 0, 0);
  }

  /**
   * Gives {@code agents} peers among themselves.
   *
   * @param level of the domains that divide them, from 0 for zones
   * @param name of the domain in which all of them are, as a number
   */
  private void connect(int[] agents, int degree, int level, long name) {
    Map<String, int[]> domains = domains(agents, level);
    if (domains.isEmpty()) {
      connectRing(agents, degree);
      return;
    }
    List<int[]> groups = new ArrayList<>(domains.values());
    long[] names =
        domains.keySet().stream()
            .mapToLong(domain -> Places.mix(name) + StableDigest.number(domain))
            .toArray();
    if (names.length == 1) {
      connect(agents, degree, level + 1, names[0]);
      return;
    }
    int[] budget = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      int inside = Math.min((degree + 1) / 2, groups.get(i).length - 1);
      connect(groups.get(i), inside, level + 1, names[i]);
      budget[i] = degree - inside;
    }
    PairedGroups.connect(graph, places, groups, names, budget);
    RemainingPeers.connect(graph, places, groups, degree, name);
  }

  /**
   * The agents by the names of their domains, in order; empty if no agent has one on this level or
   * below.
   */
  private Map<String, int[]> domains(int[] agents, int level) {
    Map<String, List<Integer>> domains = new TreeMap<>();
    boolean known = false;
    for (int agent : agents) {
      PeerMember member = members.get(agent);
      known |= level < member.levels();
      domains.computeIfAbsent(member.domain(level), _ -> new ArrayList<>()).add(agent);
    }
    Map<String, int[]> numbers = new TreeMap<>();
    if (known) {
      domains.forEach((domain, list) ->
          numbers.put(domain, list.stream().mapToInt(Integer::intValue).toArray()));
    }
    return numbers;
  }

  private void connectRing(int[] agents, int degree) {
    for (int i = 0; i < agents.length; i++) {
      for (int k = 1; k <= degree; k++) {
        graph.add(agents[i], agents[(i + k) % agents.length]);
      }
    }
  }

  @Override
  public List<Peer> peersOf(ClientId id) {
    int found = Collections.binarySearch(seats, new Seat(id));
    // An agent without a seat has the peers of the one that will be next to it.
    int agent = found >= 0 ? found : (-found - 1) % seats.size();
    return Arrays.stream(graph.targets(agent)).mapToObj(it -> members.get(it).peer()).toList();
  }
}
