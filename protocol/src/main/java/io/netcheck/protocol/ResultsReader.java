// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the results of one agent, which are the fields {@code planes, services, dns}. */
public final class ResultsReader {
  private static final int MAX_PLANES = Network.values().length * IpFamily.values().length;

  /** 50 services in both IP families, and the exporter. */
  private static final int MAX_SERVICES = 110;

  /** 20 names at 10 resolvers, and one more lookup at each over TCP. */
  private static final int MAX_LOOKUPS = 210;

  /** A round trip of more than half an hour is not valid. */
  private static final int MAX_MICROS = Integer.MAX_VALUE;

  /** The end of the year 9999, so that a date prints with a year of four digits. */
  static final long LAST_SECOND = 253_402_300_799L;

  /** The length field of IP has 16 bits. */
  private static final int MAX_PACKET_BYTES = 65_535;

  /** Columns that are compared with each other, at most. */
  private static final int MOST_SHARED = 8;

  private final JsonInput in;
  private List<PlaneResults> planes = List.of();
  private List<ServiceResult> services = List.of();
  private List<DnsResult> dns = List.of();
  private List<String> targets = List.of();

  /** Columns read so far. */
  private final List<int[]> columns = new ArrayList<>();

  /** The network and IP family of each plane read so far. */
  private final Set<String> read = new HashSet<>();

  public ResultsReader(JsonInput in) {
    this.in = in;
  }

  /** Reads the value of {@code name}; false if it is no field of results. */
  public boolean read(String name) throws IOException {
    switch (name) {
      case "planes" -> planes = List.copyOf(in.list(MAX_PLANES, _ -> plane()));
      case "services" -> services = List.copyOf(in.list(MAX_SERVICES, _ -> service()));
      case "dns" -> dns = List.copyOf(in.list(MAX_LOOKUPS, _ -> lookup()));
      default -> {
        return false;
      }
    }
    return true;
  }

  public List<PlaneResults> planes() {
    return planes;
  }

  public List<ServiceResult> services() {
    return services;
  }

  public List<DnsResult> dns() {
    return dns;
  }

  private PlaneResults plane() throws IOException {
    PlaneFields fields = new PlaneFields();
    in.object(name -> {
      switch (name) {
        case "network" -> fields.network = Optional.of(in.text("pod, node or host", Network::of));
        case "ip_family" -> fields.family = Optional.of(in.text("ipv4 or ipv6", IpFamily::of));
        case "targets" ->
            fields.targets =
                in.list(
                    PeerJson.MAX_PEERS,
                    element -> element.text("an RFC 1123 name", PeerJson::node));
        case "up" -> fields.up = states();
        case "probes" -> in.object(probe -> probe(fields, probe));
        case "failing_ports" ->
            fields.failingPorts = in.list(PeerJson.MAX_PEERS, _ -> failingPorts());
        case "never_up" -> fields.neverUp = Optional.of(neverUp());
        case PacketRowJson.FIELD -> fields.packets = PacketRowJson.read(in);
        case "rerouted" -> fields.rerouted = in.integers(PeerJson.MAX_PEERS, 0, PeerJson.MAX_PEERS);
        default -> {
          return false;
        }
      }
      return true;
    });
    Network network = in.required("network", fields.network);
    IpFamily family = in.required("ip_family", fields.family);
    int rows = fields.targets.size();
    // A repeated link would be counted twice.
    if (!isAscending(fields.targets) && Set.copyOf(fields.targets).size() != rows) {
      throw in.malformed("targets expected to be different", "targets");
    }
    if (!read.add(network.label() + family.label())) {
      throw in.malformed("each network and IP family expected once");
    }
    if (fields.up.length != rows) {
      throw in.malformed("up expected to be as long as targets, " + rows);
    }
    for (Map.Entry<ProbeKind, ProbeColumn> probe : fields.probes.entrySet()) {
      if (probe.getValue().rows() != rows) {
        throw in.malformed(
            "probes/" + probe.getKey() + " expected to be as long as targets, " + rows);
      }
    }
    Set<Integer> marked = new HashSet<>();
    for (FailingPorts ports : fields.failingPorts) {
      if (ports.row() >= rows || !marked.add(ports.row())) {
        throw in.malformed("failing_ports expected to name different rows below " + rows);
      }
    }
    marked.clear();
    for (PacketRow row : fields.packets) {
      if (row.row() >= rows || !marked.add(row.row())) {
        throw in.malformed("packets expected to name different rows below " + rows);
      }
    }
    Set<Integer> never = new HashSet<>();
    for (NeverUp link : fields.neverUp.orElse(List.of())) {
      if (link.row() >= rows || !never.add(link.row())) {
        throw in.malformed("never_up expected to name different rows below " + rows);
      }
    }
    Set<Integer> rerouted = new TreeSet<>();
    for (int row : fields.rerouted) {
      if (row >= rows || !rerouted.add(row)) {
        throw in.malformed("rerouted expected to name different rows below " + rows);
      }
    }
    return new PlaneResults(
        network,
        family,
        shared(fields.targets),
        fields.up,
        fields.probes,
        fields.failingPorts,
        fields.neverUp,
        fields.packets,
        List.copyOf(rerouted));
  }

  /** Whether the names are sorted and different, as agents send them. */
  private static boolean isAscending(List<String> names) {
    for (int i = 1; i < names.size(); i++) {
      if (names.get(i - 1).compareTo(names.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  private List<NeverUp> neverUp() throws IOException {
    NeverUpFields fields = new NeverUpFields();
    in.object(name -> {
      switch (name) {
        case "rows" -> fields.rows = in.integers(PeerJson.MAX_PEERS, 0, PeerJson.MAX_PEERS);
        case "for_ms" -> fields.millis = in.integers(PeerJson.MAX_PEERS, 0, Integer.MAX_VALUE);
        default -> {
          return false;
        }
      }
      return true;
    });
    if (fields.rows.length != fields.millis.length) {
      throw in.malformed("rows and for_ms of one length expected");
    }
    List<NeverUp> links = new ArrayList<>(fields.rows.length);
    for (int i = 0; i < fields.rows.length; i++) {
      links.add(new NeverUp(fields.rows[i], Duration.ofMillis(fields.millis[i])));
    }
    return links;
  }

  private FailingPorts failingPorts() throws IOException {
    PortFields fields = new PortFields();
    in.object(name -> {
      switch (name) {
        case "row" -> fields.row = Optional.of((int) in.integer(0, PeerJson.MAX_PEERS));
        case "tried" -> fields.tried = Optional.of((int) in.integer(2, FailingPorts.MOST_TRIED));
        case "failing" ->
            fields.failing = Optional.of((int) in.integer(1, FailingPorts.MOST_TRIED));
        case "examples" ->
            fields.examples =
                in.list(FailingPorts.MOST_EXAMPLES, element -> (int) element.integer(1, 65_535));
        default -> {
          return false;
        }
      }
      return true;
    });
    int row = in.required("row", fields.row);
    int tried = in.required("tried", fields.tried);
    int failing = in.required("failing", fields.failing);
    if (tried <= failing || fields.examples.size() > failing) {
      throw in.malformed("failing_ports expected to be some of those that were tried");
    }
    return new FailingPorts(row, tried, failing, fields.examples);
  }

  /**
   * The planes of one agent usually have the same targets. Sharing the list saves memory if
   * thousands are kept.
   */
  private List<String> shared(List<String> read) {
    if (!read.equals(targets)) {
      targets = List.copyOf(read);
    }
    return targets;
  }

  private boolean probe(PlaneFields plane, String name) throws IOException {
    Optional<ProbeKind> kind = ProbeKind.of(name);
    if (kind.isEmpty()) {
      return false;
    }
    plane.probes.put(kind.get(), column());
    return true;
  }

  private ProbeColumn column() throws IOException {
    ColumnFields fields = new ColumnFields();
    in.object(name -> {
      switch (name) {
        case "up" -> fields.up = states();
        case "sent" -> fields.sent = counts();
        case "failed" -> fields.failed = counts();
        case "rtt_mean_us" -> fields.rttMean = micros();
        case "rtt_max_us" -> fields.rttMax = micros();
        case "reasons" -> in.object(reason -> reason(fields, reason));
        case "senders" -> in.object(sender -> sender(fields, sender));
        case "path_mtu_bytes" ->
            fields.pathMtu = in.integers(PeerJson.MAX_PEERS, 0, MAX_PACKET_BYTES);
        default -> {
          return false;
        }
      }
      return true;
    });
    int rows = fields.up.length;
    if (fields.sent.length != rows
        || fields.failed.length != rows
        || fields.rttMean.length != rows
        || fields.rttMax.length != rows) {
      throw in.malformed("up, sent, failed, rtt_mean_us and rtt_max_us of one length expected");
    }
    if (fields.pathMtu.length != rows && fields.pathMtu.length != 0) {
      throw in.malformed("path_mtu_bytes expected to be as long as up, or empty");
    }
    checkRows("reasons", fields.reasons, rows);
    checkRows("senders", fields.senders, rows);
    return new ProbeColumn(
        fields.up,
        fields.sent,
        fields.failed,
        fields.rttMean,
        fields.rttMax,
        fields.reasons,
        fields.senders,
        fields.pathMtu);
  }

  private void checkRows(String name, Map<?, List<Integer>> marked, int rows)
      throws MalformedException {
    for (List<Integer> some : marked.values()) {
      for (int row : some) {
        if (row >= rows) {
          throw in.malformed(name + " expected to name rows below " + rows);
        }
      }
    }
  }

  private boolean reason(ColumnFields fields, String name) throws IOException {
    Optional<FailureReason> reason = FailureReason.of(name);
    if (reason.isEmpty()) {
      // Of a newer agent.
      return false;
    }
    fields.reasons.put(reason.get(), rows());
    return true;
  }

  private boolean sender(ColumnFields fields, String name) throws IOException {
    ErrorSender sender = in.key(name, "source, target or an IP address", ErrorSender::of);
    fields.senders.put(sender, rows());
    if (fields.senders.size() > ProbeColumn.MOST_SENDERS) {
      throw in.malformed("at most " + ProbeColumn.MOST_SENDERS + " senders expected");
    }
    return true;
  }

  private List<Integer> rows() throws IOException {
    return in.list(PeerJson.MAX_PEERS, element -> (int) element.integer(0, PeerJson.MAX_PEERS));
  }

  private ServiceResult service() throws IOException {
    CheckFields fields = new CheckFields();
    in.object(name -> {
      switch (name) {
        case "service" ->
            fields.first = Optional.of(in.text("a service's name", ResultsReader::word));
        case "probe" ->
            fields.second = Optional.of(in.text("a kind of probe", ResultsReader::word));
        case "ip_family" -> fields.family = Optional.of(in.text("ipv4 or ipv6", IpFamily::of));
        case "syn_retries" -> fields.synRetries = (int) in.integer(0, Integer.MAX_VALUE);
        case "tls_not_after" ->
            fields.tlsNotAfter = Optional.of(Instant.ofEpochSecond(in.integer(0, LAST_SECOND)));
        default -> {
          return check(fields, name);
        }
      }
      return true;
    });
    return new ServiceResult(
        in.required("service", fields.first),
        in.required("probe", fields.second),
        fields.family,
        fields.state,
        fields.checks,
        fields.failed,
        fields.synRetries,
        fields.micros,
        fields.reason,
        fields.tlsNotAfter);
  }

  private DnsResult lookup() throws IOException {
    CheckFields fields = new CheckFields();
    in.object(name -> {
      switch (name) {
        case "resolver" ->
            fields.first =
                Optional.of(in.text("address:port of a resolver", ResultsReader::resolver));
        case "transport" -> fields.transport = in.text("udp or tcp", DnsTransport::of);
        case "name" -> fields.second = Optional.of(in.text("a domain name", ResultsReader::domain));
        default -> {
          return check(fields, name);
        }
      }
      return true;
    });
    return new DnsResult(
        in.required("resolver", fields.first),
        fields.transport,
        in.required("name", fields.second),
        fields.state,
        fields.checks,
        fields.failed,
        fields.micros,
        fields.reason);
  }

  private boolean check(CheckFields fields, String name) throws IOException {
    switch (name) {
      case "up" -> fields.state = LinkState.of((int) in.integer(-1, 1));
      case "checks" -> fields.checks = (int) in.integer(0, Integer.MAX_VALUE);
      case "failed" -> fields.failed = (int) in.integer(0, Integer.MAX_VALUE);
      case "micros" -> fields.micros = (int) in.integer(0, MAX_MICROS);
      // Empty for a reason of a newer agent.
      case "reason" -> fields.reason = FailureReason.of(in.text("a word", ResultsReader::word));
      default -> {
        return false;
      }
    }
    return true;
  }

  /**
   * The columns of one agent are often equal: all of its links are up, and none has lost anything.
   * Nobody changes them, so one array serves for all of them.
   */
  private int[] shared(int[] read) {
    for (int[] column : columns) {
      if (Arrays.equals(column, read)) {
        return column;
      }
    }
    if (columns.size() < MOST_SHARED) {
      columns.add(read);
    }
    return read;
  }

  private int[] states() throws IOException {
    return shared(in.integers(PeerJson.MAX_PEERS, -1, 1));
  }

  private int[] counts() throws IOException {
    return shared(in.integers(PeerJson.MAX_PEERS, 0, Integer.MAX_VALUE));
  }

  private int[] micros() throws IOException {
    return in.integers(PeerJson.MAX_PEERS, 0, MAX_MICROS);
  }

  private static final class PlaneFields {
    private Optional<Network> network = Optional.empty();
    private Optional<IpFamily> family = Optional.empty();
    private List<String> targets = List.of();
    private int[] up = {};
    private final Map<ProbeKind, ProbeColumn> probes = new EnumMap<>(ProbeKind.class);
    private List<FailingPorts> failingPorts = List.of();
    private List<PacketRow> packets = List.of();
    private int[] rerouted = {};
    private Optional<List<NeverUp>> neverUp = Optional.empty();
  }

  private static final class NeverUpFields {
    private int[] rows = {};
    private int[] millis = {};
  }

  private static final class PortFields {
    private Optional<Integer> row = Optional.empty();
    private Optional<Integer> tried = Optional.empty();
    private Optional<Integer> failing = Optional.empty();
    private List<Integer> examples = List.of();
  }

  private static final class ColumnFields {
    private int[] up = {};
    private int[] sent = {};
    private int[] failed = {};
    private int[] rttMean = {};
    private int[] rttMax = {};
    private int[] pathMtu = {};
    private final Map<FailureReason, List<Integer>> reasons = new EnumMap<>(FailureReason.class);
    private final Map<ErrorSender, List<Integer>> senders = new HashMap<>();
  }

  private static final class CheckFields {
    private Optional<String> first = Optional.empty();
    private Optional<String> second = Optional.empty();
    private Optional<IpFamily> family = Optional.empty();
    private DnsTransport transport = DnsTransport.UDP;
    private LinkState state = LinkState.UNKNOWN;
    private int synRetries;
    private Optional<Instant> tlsNotAfter = Optional.empty();
    private int checks;
    private int failed;
    private int micros;
    private Optional<FailureReason> reason = Optional.empty();
  }

  private static Optional<String> word(String text) {
    return Names.isWord(text) ? Optional.of(text) : Optional.empty();
  }

  private static Optional<String> domain(String text) {
    return Names.isDomain(text) ? Optional.of(text) : Optional.empty();
  }

  private static Optional<String> resolver(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String address = bracketed ? host.substring(1, host.length() - 1) : host;
    boolean port = isPort(text.substring(colon + 1));
    return port && Addresses.literal(address).isPresent() ? Optional.of(text) : Optional.empty();
  }

  private static boolean isPort(String text) {
    return text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) <= 65_535;
  }
}
