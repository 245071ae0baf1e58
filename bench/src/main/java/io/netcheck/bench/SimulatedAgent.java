// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.IntervalStretch;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.MalformedException;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Simulates a pod agent for the exporter: it sends heartbeats with results about its peers. It
 * writes a heartbeat once and then changes only the numbers, so that each further heartbeat is
 * cheap. Not thread-safe.
 */
final class SimulatedAgent implements SimulatedClient {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** All numbers have ten digits, so that the length never changes. */
  private static final long FIRST = 1_000_000_000L;

  /** The probes of either network: design §9 counts six of them. */
  private static final Map<Network, List<ProbeKind>> PROBES =
      new EnumMap<>(
          Map.of(
              Network.POD,
              List.of(ProbeKind.ICMP, ProbeKind.UDP, ProbeKind.TCP, ProbeKind.MTU),
              Network.NODE,
              List.of(ProbeKind.ICMP, ProbeKind.TCP)));

  private final int number;
  private final boolean withResults;
  private final String headers;
  private PeerList peers = PeerList.NONE;
  private IntervalStretch stretch = IntervalStretch.NONE;
  private byte[] request = {};
  private int sequenceAt;
  private int roundsAt;
  private int clockAt;
  private long sequence = FIRST;

  /**
   * @param withResults whether heartbeats have results about every peer
   */
  SimulatedAgent(int number, boolean withResults) {
    this(number, withResults, "");
  }

  /**
   * @param headers of its requests besides, each with the end of its line
   */
  SimulatedAgent(int number, boolean withResults, String headers) {
    this.number = number;
    this.withResults = withResults;
    this.headers = headers;
    write();
  }

  @Override
  public boolean beat(HttpConnection connection) throws IOException {
    sequence++;
    digits(sequenceAt, sequence);
    digits(roundsAt, FIRST + 5 * (sequence - FIRST));
    digits(clockAt, System.currentTimeMillis());
    HttpConnection.Answer answer = connection.ask(request);
    if (answer.status() == 200) {
      take(answer.body());
    }
    return answer.status() == 200;
  }

  /** How much longer than configured it waits, as the last answer says. */
  IntervalStretch stretch() {
    return stretch;
  }

  private void take(byte[] body) throws IOException {
    try {
      HeartbeatAnswer answer = HeartbeatJson.readAnswer(body);
      boolean changed = answer.peers().isPresent() || !answer.stretch().equals(stretch);
      stretch = answer.stretch();
      peers = answer.peers().orElse(peers);
      if (changed) {
        write();
      }
    } catch (MalformedException e) {
      throw new IOException("the answer at " + e.field(), e);
    }
  }

  private void write() {
    byte[] json = HeartbeatJson.write(heartbeat());
    byte[] head = HttpConnection.postHead("/api/v2/heartbeat", json.length, headers);
    request = Arrays.copyOf(head, head.length + json.length);
    System.arraycopy(json, 0, request, head.length, json.length);
    String text = new String(request, US_ASCII);
    sequenceAt = after(text, "\"sequence\":");
    roundsAt = after(text, "\"rounds\":");
    clockAt = after(text, "\"clock_ms\":");
  }

  private static int after(String text, String name) {
    return text.indexOf(name) + name.length();
  }

  private void digits(int at, long value) {
    byte[] digits = Long.toString(value).getBytes(US_ASCII);
    System.arraycopy(digits, 0, request, at, digits.length);
  }

  private Heartbeat heartbeat() {
    Endpoint endpoint = new Endpoint(List.of(address(10)), List.of(address(172)), 6100);
    return new Heartbeat(
            new ClientId(AgentKind.POD, "node-%05d".formatted(number)),
            "zone-" + number % 3,
            "0.1.0",
            "life-%05d".formatted(number),
            Duration.ofHours(1),
            sequence,
            false,
            Instant.now(),
            INTERVAL,
            endpoint,
            peers.generation(),
            FIRST,
            stretch.of(INTERVAL),
            withResults ? List.of(results(Network.POD), results(Network.NODE)) : List.of(),
            List.of(),
            List.of())
        .stretched(stretch);
  }

  private InetAddress address(int first) {
    int second = first == 10 ? 1 : 16;
    try {
      return InetAddress.getByAddress(
          new byte[] {
            (byte) first,
            (byte) (second + number / 62_500),
            (byte) (number / 250 % 250),
            (byte) (number % 250 + 1)
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PlaneResults results(Network network) {
    List<String> targets =
        peers.peers().stream().map(Peer::id).map(ClientId::node).sorted().toList();
    Map<ProbeKind, ProbeColumn> columns = new EnumMap<>(ProbeKind.class);
    for (ProbeKind kind : PROBES.getOrDefault(network, List.of())) {
      columns.put(kind, column(targets));
    }
    return new PlaneResults(network, IpFamily.IPV4, targets, filled(targets.size(), 1), columns);
  }

  /** The round trip of a link stays, whatever other peers there are: only faults change it. */
  private ProbeColumn column(List<String> targets) {
    int rows = targets.size();
    int[] mean = filled(rows, 0);
    int[] most = filled(rows, 0);
    for (int row = 0; row < rows; row++) {
      mean[row] = 180 + Math.floorMod(number * 7 + targets.get(row).hashCode() * 13, 400);
      most[row] = 2 * mean[row];
    }
    return new ProbeColumn(filled(rows, 1), filled(rows, 5), filled(rows, 0), mean, most, Map.of());
  }

  private static int[] filled(int rows, int value) {
    int[] values = new int[rows];
    Arrays.fill(values, value);
    return values;
  }
}
