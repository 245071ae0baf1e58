// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.ErrorSender;
import io.netcheck.protocol.FailingPorts;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.KernelHint;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.NeverUp;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.protocol.ServiceResult;
import io.netcheck.verdict.Observer;
import io.netcheck.verdict.Plane;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A cluster for tests: nodes n1, n2, … that reach each other until a test changes that. */
public final class TestMesh {
  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Set<ProbeKind> KINDS =
      EnumSet.of(ProbeKind.ICMP, ProbeKind.UDP, ProbeKind.TCP);

  private record Cut(Network network, String source, String target) {}

  private final List<String> nodes = new ArrayList<>();
  private final Set<Network> networks = EnumSet.noneOf(Network.class);
  private final Set<Cut> cuts = new HashSet<>();
  private final Map<ClientId, ClientState> states = new HashMap<>();
  private final Map<String, Duration> ages = new HashMap<>();
  private final Map<String, String> zones = new HashMap<>();
  private final Set<String> stalled = new HashSet<>();
  private final Set<Cut> rerouted = new HashSet<>();
  private final Set<String> starved = new HashSet<>();
  private final Map<Cut, List<Integer>> failingPorts = new HashMap<>();
  private final Set<String> refusing = new HashSet<>();
  private final Map<String, Set<String>> services = new HashMap<>();
  private final Map<String, Set<String>> names = new HashMap<>();
  private final Set<String> duplicated = new HashSet<>();
  private final Set<ProbeKind> blocked = EnumSet.noneOf(ProbeKind.class);
  private final Map<ProbeKind, Set<Cut>> silent = new EnumMap<>(ProbeKind.class);
  private final Set<String> smallSegments = new HashSet<>();
  private boolean telling;
  private final Map<Cut, Duration> neverUp = new HashMap<>();
  private final Set<Cut> largeAnswers = new HashSet<>();
  private final Map<Cut, Integer> pathMtus = new HashMap<>();
  private FailureReason because = FailureReason.TIMEOUT;
  private final Map<ProbeKind, FailureReason> becauseOf = new EnumMap<>(ProbeKind.class);
  private Optional<ErrorSender> sender = Optional.empty();
  private final Map<String, List<KernelHint>> kernel = new HashMap<>();
  private final Set<String> reporters = new HashSet<>();
  private int peers = Integer.MAX_VALUE;

  private TestMesh() {}

  public static TestMesh of(int nodes, Network... networks) {
    TestMesh mesh = new TestMesh();
    for (int i = 1; i <= nodes; i++) {
      mesh.nodes.add("n" + i);
    }
    mesh.networks.addAll(networks.length == 0 ? Set.of(Network.POD) : Set.of(networks));
    return mesh;
  }

  /** The full-size probe of {@code source} found that {@code bytes} pass to {@code target}. */
  public TestMesh passes(int bytes, String source, String target) {
    silent.computeIfAbsent(ProbeKind.MTU, _ -> new HashSet<>());
    networks.forEach(network -> pathMtus.put(new Cut(network, source, target), bytes));
    return this;
  }

  /** Each node probes only the next few, around the ring. */
  public TestMesh peers(int most) {
    peers = most;
    return this;
  }

  public TestMesh cut(String source, String target, Network... in) {
    for (Network network : in.length == 0 ? networks : Set.of(in)) {
      cuts.add(new Cut(network, source, target));
    }
    return this;
  }

  public TestMesh cutBoth(String one, String other, Network... in) {
    return cut(one, other, in).cut(other, one, in);
  }

  /** No node reaches it, and the exporter does not hear it. */
  public TestMesh dead(String node) {
    unreachable(node);
    return state(node, ClientState.STALE);
  }

  /** It reaches no node, and no node reaches it, but it still reports. */
  public TestMesh unreachable(String node, Network... in) {
    nodes.stream().filter(other -> !other.equals(node)).forEach(other -> cutBoth(node, other, in));
    return this;
  }

  public TestMesh isolated(String node) {
    nodes.stream().filter(other -> !other.equals(node)).forEach(other -> cut(node, other));
    return this;
  }

  /** The first {@code count} nodes against the rest. */
  public TestMesh split(int count) {
    for (String one : nodes.subList(0, count)) {
      nodes.subList(count, nodes.size()).forEach(other -> cutBoth(one, other));
    }
    return this;
  }

  public TestMesh state(String node, ClientState state) {
    for (AgentKind kind : AgentKind.values()) {
      states.put(new ClientId(kind, node), state);
    }
    return this;
  }

  public TestMesh state(AgentKind kind, String node, ClientState state) {
    states.put(new ClientId(kind, node), state);
    return this;
  }

  /** How long ago its agents sent their last heartbeat; two seconds otherwise. */
  public TestMesh heard(String node, Duration age) {
    ages.put(node, age);
    return this;
  }

  public TestMesh zone(String node, String zone) {
    zones.put(node, zone);
    return this;
  }

  /** Of eight source ports, these always fail. */
  public TestMesh failingPorts(String source, String target, Integer... ports) {
    failingPorts.put(new Cut(Network.POD, source, target), List.of(ports));
    return this;
  }

  public TestMesh rerouted(String source, String target) {
    networks.forEach(network -> rerouted.add(new Cut(network, source, target)));
    return this;
  }

  public TestMesh stalled(String node) {
    stalled.add(node);
    return this;
  }

  /** It has sent one more heartbeat, in whose window its process hardly ran. */
  public TestMesh starved(String node) {
    starved.add(node);
    return this;
  }

  /** All agents tell which links were never up; until a test says so, none was. */
  public TestMesh telling() {
    telling = true;
    return this;
  }

  /** The agent of {@code source} tells that the link was never up for this time. */
  public TestMesh neverUp(String source, String target, Duration time) {
    telling = true;
    networks.forEach(network -> neverUp.put(new Cut(network, source, target), time));
    return this;
  }

  /** The heartbeats of its agents arrive in small segments only. */
  public TestMesh smallSegments(String node) {
    smallSegments.add(node);
    return this;
  }

  /** Its host answers, its agent's port refuses. */
  public TestMesh agentKilled(String node) {
    refusing.add(node);
    return this;
  }

  /** What the agents of a node say of their kernel. */
  public TestMesh kernel(String node, KernelHint... hints) {
    kernel.put(node, List.of(hints));
    return this;
  }

  public TestMesh duplicate(String node) {
    duplicated.add(node);
    return this;
  }

  public TestMesh blocked(ProbeKind kind) {
    blocked.add(kind);
    return this;
  }

  /** The client of this node belongs to a predecessor. It probes no node, and no node probes it. */
  public TestMesh reporter(String node) {
    reporters.add(node);
    return this;
  }

  /** One kind of probe gets no answer on one link, {@code to} or {@code from} any node if "*". */
  public TestMesh silent(ProbeKind kind, String from, String to, Network... in) {
    for (Network network : in.length == 0 ? networks : Set.of(in)) {
      silent.computeIfAbsent(kind, _ -> new HashSet<>()).add(new Cut(network, from, to));
    }
    return this;
  }

  /** Large answers of {@code from} do not arrive at {@code to}; either can be "*". */
  public TestMesh largeAnswersStop(String from, String to) {
    silent.computeIfAbsent(ProbeKind.MTU, _ -> new HashSet<>());
    networks.forEach(network -> largeAnswers.add(new Cut(network, to, from)));
    return this;
  }

  private boolean isSilent(ProbeKind kind, Network network, String from, String to) {
    return matches(silent.getOrDefault(kind, Set.of()), network, from, to);
  }

  private boolean isWithoutLargeAnswer(ProbeKind kind, Network network, String from, String to) {
    return kind == ProbeKind.MTU
        && !isSilent(kind, network, from, to)
        && matches(largeAnswers, network, from, to);
  }

  private static boolean matches(Set<Cut> cut, Network network, String from, String to) {
    return cut.contains(new Cut(network, from, to))
        || cut.contains(new Cut(network, from, "*"))
        || cut.contains(new Cut(network, "*", to));
  }

  /** Why whatever is cut, blocked or silent is not answered. */
  public TestMesh because(FailureReason reason) {
    because = reason;
    return this;
  }

  /** Why one kind of probe is not answered there. */
  public TestMesh because(ProbeKind kind, FailureReason reason) {
    becauseOf.put(kind, reason);
    return this;
  }

  /** Who says so. */
  public TestMesh says(ErrorSender who) {
    sender = Optional.of(who);
    return this;
  }

  /** All nodes ask this service, and from these it fails. */
  public TestMesh service(String name, String... failing) {
    services.put(name, Set.of(failing));
    return this;
  }

  /** All nodes look up this name, and from these it fails. */
  public TestMesh name(String name, String... failing) {
    names.put(name, Set.of(failing));
    return this;
  }

  public List<String> nodes() {
    return nodes;
  }

  public List<Client> clients() {
    List<Client> clients = new ArrayList<>();
    for (String node : nodes) {
      if (networks.contains(Network.POD) || networks.contains(Network.NODE)) {
        clients.add(client(AgentKind.POD, node));
      }
      if (networks.contains(Network.HOST)) {
        clients.add(client(AgentKind.HOST, node));
      }
    }
    return clients;
  }

  private Client client(AgentKind kind, String node) {
    ClientId id = new ClientId(kind, node);
    ClientState state = states.getOrDefault(id, ClientState.ACTIVE);
    Duration age = ages.getOrDefault(node, Duration.ofSeconds(state == ClientState.STALE ? 60 : 2));
    InetAddress address = InetAddress.getLoopbackAddress();
    Endpoint endpoint =
        kind == AgentKind.POD
            ? new Endpoint(List.of(address), List.of(address), 6100)
            : new Endpoint(List.of(), List.of(address), 6100);
    List<PlaneResults> planes = new ArrayList<>();
    for (Network network : networks) {
      if (Plane.agents(network) == kind && !reporters.contains(node)) {
        planes.add(plane(network, node));
      }
    }
    boolean first = kind == AgentKind.POD || !networks.contains(Network.POD);
    return new Client(
        new Client.Identity(
            id,
            "instance-" + node,
            endpoint,
            zones.getOrDefault(node, ""),
            "0.1.0",
            reporters.contains(node) ? "netchecker" : Client.NETCHECK),
        state,
        "",
        !stalled.contains(node),
        duplicated.contains(node)
            ? List.of(new Client.Duplicate("other-" + node, endpoint))
            : List.of(),
        new Client.Timing(NOW.minus(age), age, Duration.ofMillis(3), reporting(node)),
        new Client.Results(
            planes,
            first ? services(node) : List.of(),
            first ? dns(node) : List.of(),
            kernel.getOrDefault(node, List.of())));
  }

  private PlaneResults plane(Network network, String node) {
    List<String> targets = new ArrayList<>();
    int own = nodes.indexOf(node);
    for (int i = 1; i < nodes.size() && i <= peers; i++) {
      String target = nodes.get((own + i) % nodes.size());
      if (!reporters.contains(target)) {
        targets.add(target);
      }
    }
    int[] up = new int[targets.size()];
    for (int i = 0; i < up.length; i++) {
      up[i] = cuts.contains(new Cut(network, node, targets.get(i))) ? 0 : 1;
    }
    Map<ProbeKind, ProbeColumn> probes = new EnumMap<>(ProbeKind.class);
    for (ProbeKind kind : KINDS) {
      probes.put(kind, column(kind, network, targets, up, own));
    }
    if (silent.containsKey(ProbeKind.MTU)) {
      probes.put(ProbeKind.MTU, column(ProbeKind.MTU, network, targets, up, own));
    }
    List<FailingPorts> ports = new ArrayList<>();
    for (int row = 0; row < up.length; row++) {
      List<Integer> failing = failingPorts.get(new Cut(network, node, targets.get(row)));
      if (failing != null) {
        ports.add(new FailingPorts(row, 8, failing.size(), failing));
      }
    }
    return new PlaneResults(
        network,
        IpFamily.IPV4,
        targets,
        up,
        probes,
        ports,
        neverUp(network, node, targets, up),
        List.of(),
        IntStream.range(0, targets.size())
            .filter(row -> rerouted.contains(new Cut(network, node, targets.get(row))))
            .boxed()
            .toList());
  }

  private Optional<List<NeverUp>> neverUp(
      Network network, String node, List<String> targets, int[] up) {
    if (!telling) {
      return Optional.empty();
    }
    List<NeverUp> links = new ArrayList<>();
    for (int row = 0; row < up.length; row++) {
      Duration time = neverUp.get(new Cut(network, node, targets.get(row)));
      if (time != null && up[row] == 0) {
        links.add(new NeverUp(row, time));
      }
    }
    return Optional.of(links);
  }

  private ProbeColumn column(
      ProbeKind kind, Network network, List<String> targets, int[] links, int own) {
    int rows = links.length;
    int[] up = links.clone();
    int[] sent = new int[rows];
    int[] failed = new int[rows];
    int[] mean = new int[rows];
    int[] max = new int[rows];
    List<Integer> timeouts = new ArrayList<>();
    List<Integer> refusals = new ArrayList<>();
    List<Integer> stopped = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      if (links[row] == 0
          || blocked.contains(kind)
          || isSilent(kind, network, nodes.get(own), targets.get(row))) {
        up[row] = 0;
        timeouts.add(row);
      } else if (isWithoutLargeAnswer(kind, network, nodes.get(own), targets.get(row))) {
        up[row] = 0;
        stopped.add(row);
      } else if (kind != ProbeKind.ICMP && refusing.contains(targets.get(row))) {
        up[row] = 0;
        refusals.add(row);
      }
      sent[row] = 5;
      failed[row] = up[row] == 1 ? 0 : 5;
      mean[row] = up[row] == 1 ? 200 + 10 * own + row : 0;
      max[row] = 2 * mean[row];
    }
    int[] pathMtu = new int[kind == ProbeKind.MTU && !pathMtus.isEmpty() ? rows : 0];
    for (int row = 0; row < pathMtu.length; row++) {
      pathMtu[row] = pathMtus.getOrDefault(new Cut(network, nodes.get(own), targets.get(row)), 0);
    }
    Map<FailureReason, List<Integer>> reasons = new EnumMap<>(FailureReason.class);
    reasons.put(FailureReason.REFUSED, refusals);
    reasons.put(FailureReason.LARGE_ANSWER, stopped);
    reasons.merge(
        becauseOf.getOrDefault(kind, because),
        timeouts,
        (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
    Map<ErrorSender, List<Integer>> senders =
        sender.isEmpty() ? Map.of() : Map.of(sender.get(), timeouts);
    return new ProbeColumn(up, sent, failed, mean, max, reasons, senders, pathMtu);
  }

  private List<ServiceResult> services(String node) {
    List<ServiceResult> results = new ArrayList<>();
    services.forEach((name, failing) -> {
      boolean fails = failing.contains(node);
      results.add(
          new ServiceResult(
              name,
              "http",
              fails ? LinkState.DOWN : LinkState.UP,
              1,
              fails ? 1 : 0,
              fails ? 0 : 4000,
              fails ? Optional.of(FailureReason.STATUS) : Optional.empty()));
    });
    return results;
  }

  private List<DnsResult> dns(String node) {
    List<DnsResult> results = new ArrayList<>();
    names.forEach((name, failing) -> {
      boolean fails = failing.contains(node);
      results.add(
          new DnsResult(
              "10.0.0.10:53",
              name,
              fails ? LinkState.DOWN : LinkState.UP,
              1,
              fails ? 1 : 0,
              fails ? 0 : 900,
              fails ? Optional.of(FailureReason.TIMEOUT) : Optional.empty()));
    });
    return results;
  }

  private Observer.Reporting reporting(String node) {
    Duration interval = Duration.ofSeconds(5);
    boolean stands = stalled.contains(node);
    boolean next = starved.contains(node);
    return new Observer.Reporting(
        interval,
        interval,
        Duration.ofDays(1).plus(next ? interval : Duration.ZERO),
        next ? 2 : 1,
        next ? 101 : 100,
        !stands,
        stands || next ? Duration.ofMillis(4_900) : Duration.ZERO,
        smallSegments.contains(node));
  }
}
