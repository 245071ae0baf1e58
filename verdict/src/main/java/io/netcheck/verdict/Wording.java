// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Wording that all findings share. */
final class Wording {
  /** A longer list does not help the reader, and a subject is a label value. */
  static final int MOST_NAMES = 5;

  private Wording() {}

  /** {@code a, b, c and 4 more}. */
  static String names(Collection<String> names) {
    String first = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    int more = names.size() - MOST_NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  static String count(long number, String one) {
    return number + " " + (number == 1 ? one : one + "s");
  }

  /** {@code 1 of 5 observers gets}, {@code 3 of 5 observers get}. */
  static String of(int number, int all, String one, String singular, String plural) {
    return number + " of " + count(all, one) + " " + (number == 1 ? singular : plural);
  }

  /** {@code a -> b} or {@code a <-> b}. */
  static String pair(String first, String second, boolean forward, boolean backward) {
    if (forward && backward) {
      return first.compareTo(second) < 0 ? first + " <-> " + second : second + " <-> " + first;
    }
    return forward ? first + " -> " + second : second + " -> " + first;
  }

  /** The subject of a cause. */
  static String subject(Cause cause, NodeStates nodes) {
    boolean forward = cause.isDirected(Subject.FORWARD);
    boolean backward = cause.isDirected(Subject.BACKWARD);
    return switch (cause.subject()) {
      case Subject.Everything _ -> "everywhere";
      case Subject.WholeZone(int zone) -> nodes.zoneName(zone);
      case Subject.ZonePair(int first, int second) ->
          pair(nodes.zoneName(first), nodes.zoneName(second), forward, backward);
      case Subject.OneNode(int node) -> nodes.name(node);
      case Subject.NodePair(int first, int second) ->
          pair(nodes.name(first), nodes.name(second), forward, backward);
      case Subject.Part(BitSet part) ->
          names(part.stream().mapToObj(nodes::name).sorted().toList());
    };
  }

  /** A subject for which both directions are the same. */
  static Cause bothWays(Subject subject) {
    BitSet slots = new BitSet();
    slots.set(0, 2);
    return new Cause(subject, slots, new int[0], 0, 0, 0, 0);
  }

  /** {@code to n}, {@code from n} or {@code n} for a node; the plain subject otherwise. */
  static String directed(Cause cause, NodeStates nodes) {
    String subject = subject(cause, nodes);
    if (cause.subject() instanceof Subject.OneNode) {
      boolean in = cause.isDirected(Subject.FORWARD);
      boolean out = cause.isDirected(Subject.BACKWARD);
      return in && out ? subject : in ? "to " + subject : "from " + subject;
    }
    return subject;
  }

  /** The same cause for what goes the other way on its links. */
  static Cause reversed(Cause cause) {
    BitSet slots = new BitSet();
    cause.slots().stream().forEach(slot -> slots.set(slot ^ 1));
    return new Cause(
        cause.subject(),
        slots,
        cause.cells(),
        cause.pairs(),
        cause.against(),
        cause.pending(),
        cause.gain());
  }

  static FaultPlace place(Subject subject, boolean forward, NodeStates nodes) {
    return switch (subject) {
      case Subject.Everything _, Subject.Part _ -> FaultPlace.NONE;
      case Subject.WholeZone(int zone) -> FaultPlace.zone(nodes.zoneName(zone));
      case Subject.OneNode(int node) -> FaultPlace.node(nodes.name(node));
      case Subject.ZonePair(int first, int second) ->
          ends(nodes.zoneName(first), nodes.zoneName(second), forward);
      case Subject.NodePair(int first, int second) ->
          ends(nodes.name(first), nodes.name(second), forward);
    };
  }

  static FaultPlace place(Cause cause, NodeStates nodes) {
    boolean forward = cause.isDirected(Subject.FORWARD);
    boolean both = forward && cause.isDirected(Subject.BACKWARD);
    FaultPlace place = place(cause.subject(), forward, nodes);
    return both ? place.undirected() : place;
  }

  private static FaultPlace ends(String first, String second, boolean forward) {
    return forward ? FaultPlace.pair(first, second) : FaultPlace.pair(second, first);
  }

  /**
   * The networks and families of a set of planes.
   *
   * @param inUse the planes in which the fault could have been seen
   */
  static FaultScope scope(Set<Plane> planes, Set<Plane> inUse, String probe) {
    Set<Network> networks = EnumSet.noneOf(Network.class);
    Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
    planes.forEach(plane -> {
      networks.add(plane.network());
      families.add(plane.family());
    });
    Set<Network> usedNetworks = EnumSet.noneOf(Network.class);
    Set<IpFamily> usedFamilies = EnumSet.noneOf(IpFamily.class);
    inUse.forEach(plane -> {
      usedNetworks.add(plane.network());
      usedFamilies.add(plane.family());
    });
    return new FaultScope(
        usedNetworks.size() > 1 && networks.containsAll(usedNetworks)
            ? FaultScope.ALL
            : networks.stream().map(Network::label).collect(Collectors.joining(",")),
        families.containsAll(usedFamilies)
            ? FaultScope.ALL
            : families.stream().map(IpFamily::label).collect(Collectors.joining(",")),
        probe);
  }

  static String family(String label) {
    return IpFamily.of(label).map(IpFamily::displayName).orElse(label);
  }

  static List<String> labels(Collection<Network> networks) {
    List<String> labels = new ArrayList<>();
    networks.stream().sorted().map(Network::label).forEach(labels::add);
    return labels;
  }
}
