// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.metrics;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.verdict.Observer;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The clients of a cluster in which nothing is wrong: pod agents that probe the next peers around a
 * ring, in two networks.
 *
 * @param now when they are looked at
 */
record SteadyClients(int agents, Instant now) {
  private static final int PEERS = 24;
  private static final int ZONES = 3;
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** In the order of their identities. */
  List<Client> all() {
    return IntStream.range(0, agents).mapToObj(this::client).toList();
  }

  private Client client(int number) {
    // Each was heard at another millisecond, as in a real cluster.
    Duration age = Duration.ofMillis(number * 7L % INTERVAL.toMillis());
    return new Client(
        new Client.Identity(
            new ClientId(AgentKind.POD, name(number)),
            "life-" + number,
            new Endpoint(
                List.of(InetAddress.getLoopbackAddress()),
                List.of(InetAddress.getLoopbackAddress()),
                6100),
            "zone-" + number % ZONES,
            "0.1.0",
            Client.NETCHECK),
        ClientState.ACTIVE,
        "",
        true,
        List.of(),
        new Client.Timing(
            now.minus(age),
            age,
            Duration.ZERO,
            new Observer.Reporting(
                INTERVAL, INTERVAL, Duration.ofHours(1), 1, 100, true, Duration.ZERO, false)),
        new Client.Results(
            List.of(plane(Network.POD, number), plane(Network.NODE, number)),
            List.of(),
            List.of()));
  }

  private static String name(int number) {
    return "node-%05d".formatted(number);
  }

  private PlaneResults plane(Network network, int number) {
    List<String> targets =
        IntStream.rangeClosed(1, PEERS).mapToObj(i -> name((number + i) % agents)).toList();
    ProbeColumn column =
        new ProbeColumn(filled(1), filled(5), filled(0), filled(200), filled(400), Map.of());
    return new PlaneResults(
        network,
        IpFamily.IPV4,
        targets,
        filled(1),
        Map.of(ProbeKind.ICMP, column, ProbeKind.TCP, column));
  }

  private static int[] filled(int value) {
    int[] values = new int[PEERS];
    Arrays.fill(values, value);
    return values;
  }
}
