// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.observe;

import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.assess.Fault;
import io.netcheck.exporter.assess.FaultKey;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.topology.TemporaryPeers;
import io.netcheck.exporter.topology.Topology;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Network;
import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultPlace;
import io.netcheck.verdict.Plane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Gives the ends of a faulty link more observers, and a faulty node that has few. Each fault keeps
 * those that were chosen first, until some minutes after its end. Names alone decide, among the
 * agents that report to this exporter: each of several exporters chooses its own. For one thread at
 * a time.
 *
 * <p>An agent is chosen only if it has swept all others: it knows which links worked, so a new link
 * that does not work is not taken for one that never did.
 */
public final class MoreObservers {
  /** So that many faults at once cannot make a bounded mesh a full one. */
  public static final TemporaryPeers.Limits LIMITS = new TemporaryPeers.Limits(4, 8, 200);

  /** After the end of a fault, which may come back. */
  static final Duration KEPT = Duration.ofMinutes(5);

  /** A node with so many observers needs no more. */
  static final int ENOUGH = 8;

  /** More observers of an end of a link: so many in the zone of the other end, and elsewhere. */
  static final int MORE = 2;

  /** In a large outage, those of the first ones are enough. */
  private static final int MOST_NEW = 10;

  /** Looks until a fault for which there was no observer is asked about again. */
  static final int AGAIN = 10;

  /** What was chosen, for a fault at this place. */
  private record Choice(FaultPlace place, List<TemporaryPeers.TemporaryPair> pairs) {
    boolean isAt(Set<String> places) {
      return Stream.of(place.node(), place.source(), place.target()).anyMatch(places::contains);
    }
  }

  /** The order in which agents are chosen. Subjects differ, so not always the same ones are. */
  private record Candidate(int hash, ClientId id) implements Comparable<Candidate> {
    static Candidate of(ClientId id, String subject) {
      return new Candidate((subject + '/' + id.node()).hashCode(), id);
    }

    @Override
    public int compareTo(Candidate other) {
      int byHash = Integer.compare(hash, other.hash);
      return byHash != 0 ? byHash : id.compareTo(other.id);
    }
  }

  /** The faults of a node that its observers tell. */
  private static final Set<FaultKind> SEEN_FROM_OUTSIDE =
      EnumSet.of(
          FaultKind.NODE_UNREACHABLE,
          FaultKind.NODE_ISOLATED,
          FaultKind.SOME_PATHS_FAILING,
          FaultKind.AGENT_DOWN,
          FaultKind.WRONG_RESPONDER,
          FaultKind.REJECTED,
          FaultKind.NEW_FLOWS_FAILING,
          FaultKind.PROBE_BLOCKED,
          FaultKind.MTU_BLACK_HOLE,
          FaultKind.PACKET_LOSS,
          FaultKind.LATENCY_HIGH,
          FaultKind.FLAPPING);

  private final Topology usual;
  private final TemporaryPeers temporary;
  private final Predicate<ClientId> hasSwept;
  private final int peerLimit;
  private final Map<FaultKey, Choice> chosen = new HashMap<>();

  /** The look at which there was no observer for a fault. */
  private final Map<FaultKey, Long> nobody = new HashMap<>();

  private long looks;

  /**
   * @param usual the peers that agents have without any fault
   * @param hasSwept whether an agent has probed all others once
   */
  public MoreObservers(
      Topology usual, TemporaryPeers temporary, Predicate<ClientId> hasSwept, int peerLimit) {
    this.usual = usual;
    this.temporary = temporary;
    this.hasSwept = hasSwept;
    this.peerLimit = peerLimit;
  }

  /** Looks at the faults that are shown. To be called about once a second. */
  public void look(Assessment assessment) {
    looks++;
    Map<FaultKey, Fault> shown = new HashMap<>();
    assessment.faults().stream()
        .filter(fault -> fault.isBroken() && fault.kind().breaksLinks())
        .forEach(fault -> shown.put(fault.key(), fault));
    dropEnded(shown);
    shown.values().stream()
        .filter(fault -> !chosen.containsKey(fault.key()) && lastTry(fault) + AGAIN <= looks)
        .sorted(
            Comparator.comparingLong(this::lastTry)
                .thenComparing(Fault::key, Comparator.naturalOrder()))
        .limit(MOST_NEW)
        .forEach(fault -> choose(fault, assessment));
    for (Choice choice : chosen.values()) {
      choice.pairs().forEach(pair -> temporary.keep(pair.source(), pair.target(), KEPT));
    }
    temporary.expire();
  }

  private long lastTry(Fault fault) {
    return nobody.getOrDefault(fault.key(), (long) -AGAIN);
  }

  /**
   * What the observers see can give a fault another name, such as that of one end of the link. They
   * stay as long as anything is shown there, or the first name would come back without them.
   */
  private void dropEnded(Map<FaultKey, Fault> shown) {
    nobody.keySet().retainAll(shown.keySet());
    Set<String> places = new HashSet<>();
    for (Fault fault : shown.values()) {
      FaultPlace place = fault.finding().place();
      places.addAll(List.of(place.node(), place.source(), place.target()));
    }
    places.remove("");
    boolean full = chosen.size() > LIMITS.all();
    chosen
        .entrySet()
        .removeIf(entry ->
            !shown.containsKey(entry.getKey()) && (full || !entry.getValue().isAt(places)));
  }

  /**
   * Before agents have swept all others there is no observer for a fault, but there may be soon.
   */
  private void choose(Fault fault, Assessment assessment) {
    List<TemporaryPeers.TemporaryPair> pairs = pairs(fault, assessment);
    if (pairs.isEmpty()) {
      nobody.put(fault.key(), looks);
    } else {
      nobody.remove(fault.key());
      chosen.put(fault.key(), new Choice(fault.finding().place(), pairs));
    }
  }

  private List<TemporaryPeers.TemporaryPair> pairs(Fault fault, Assessment assessment) {
    FaultPlace place = fault.finding().place();
    List<TemporaryPeers.TemporaryPair> pairs = new ArrayList<>();
    for (AgentKind kind : kinds(fault)) {
      List<Client> agents =
          assessment.clients().stream()
              .filter(client -> client.id().kind() == kind && client.isBelieved())
              .toList();
      if (!place.source().isEmpty()) {
        Optional<Client> source = find(assessment, kind, place.source());
        Optional<Client> target = find(assessment, kind, place.target());
        if (source.isPresent() && target.isPresent()) {
          addLink(pairs, agents, source.get(), target.get(), fault.subject());
          addLink(pairs, agents, target.get(), source.get(), fault.subject());
        }
      } else if (SEEN_FROM_OUTSIDE.contains(fault.kind()) && peerLimit < ENOUGH) {
        find(assessment, kind, place.node())
            .ifPresent(node ->
                add(
                    pairs,
                    agents.stream().filter(other -> !other.id().equals(node.id())),
                    node.id(),
                    fault.subject(),
                    ENOUGH - peerLimit));
      }
    }
    return List.copyOf(pairs);
  }

  private static List<AgentKind> kinds(Fault fault) {
    return Network.of(fault.finding().scope().network())
        .map(Plane::agents)
        .map(List::of)
        .orElse(List.of(AgentKind.values()));
  }

  private static Optional<Client> find(Assessment assessment, AgentKind kind, String node) {
    return assessment.clients().stream()
        .filter(client -> client.id().kind() == kind && client.id().node().equals(node))
        .findFirst();
  }

  /** More observers of {@code target}, in the zone of {@code source} and in other ones. */
  private void addLink(
      List<TemporaryPeers.TemporaryPair> pairs,
      List<Client> agents,
      Client source,
      Client target,
      String subject) {
    String zone = source.identity().zone();
    for (boolean same : List.of(true, false)) {
      add(
          pairs,
          agents.stream()
              .filter(other ->
                  !other.id().equals(source.id())
                      && !other.id().equals(target.id())
                      && other.identity().zone().equals(zone) == same),
          target.id(),
          subject,
          MORE);
    }
  }

  private void add(
      List<TemporaryPeers.TemporaryPair> pairs,
      Stream<Client> candidates,
      ClientId target,
      String subject,
      int count) {
    candidates
        .map(Client::id)
        .filter(hasSwept)
        .map(id -> Candidate.of(id, subject))
        .sorted()
        .map(Candidate::id)
        .filter(id -> !isPeer(id, target))
        .limit(count)
        .forEach(id -> pairs.add(new TemporaryPeers.TemporaryPair(id, target)));
  }

  private boolean isPeer(ClientId source, ClientId target) {
    return usual.peersOf(source).peers().stream().anyMatch(peer -> peer.id().equals(target));
  }
}
