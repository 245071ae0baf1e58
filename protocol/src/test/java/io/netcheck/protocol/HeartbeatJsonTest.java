// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeartbeatJsonTest {
  /** What {@link #full} is on the wire; a change here is a change of the protocol. */
  private static final String GOLDEN =
      """
      {"kind":"pod","node":"node-1.example","zone":"zone-a","version":"1.2.3","instance":"a1b2",\
      "uptime_ms":123456,"sequence":42,"goodbye":true,"clock_ms":1767323045678,"interval_ms":5000,\
      "pod_addresses":["10.1.2.3","fd00:0:0:0:0:0:0:3"],"node_addresses":["192.168.0.3"],\
      "port":6100,"generation":"g1","rounds":77,"window_ms":5001,"paused_ms":1200,"small_segments":true,\
      "kernel":[{"hint":"conntrack_full","value":98,"limit":100},\
      {"hint":"nic_errors","where":"eth0","value":3}],\
      "planes":[{"network":"pod","ip_family":"ipv4","targets":["node-2","node-3"],"up":[1,0],\
      "probes":{"icmp":{"up":[1,-1],"sent":[5,5],"failed":[0,5],"rtt_mean_us":[250,0],\
      "rtt_max_us":[300,0],"reasons":{"timeout":[1],"local":[0]},\
      "senders":{"fd00:0:0:0:0:0:0:1":[1],"source":[0]}},\
      "udp":{"up":[1,0],"sent":[5,5],"failed":[0,5],"rtt_mean_us":[250,0],"rtt_max_us":[300,0]},\
      "mtu":{"up":[1,0],"sent":[5,5],"failed":[0,5],"rtt_mean_us":[250,0],"rtt_max_us":[300,0],\
      "path_mtu_bytes":[0,1400]}},\
      "failing_ports":[{"row":1,"tried":8,"failing":2,"examples":[40001,40007]}],\
      "never_up":{"rows":[1],"for_ms":[72000]},\
      "packets":[{"row":1,"there":{"lost":7,"damaged":1},"back":{"repeated":2,"reordered":3}}],\
      "rerouted":[0]}],\
      "services":[{"service":"api","probe":"https","up":0,"checks":1,"failed":1,"micros":0,\
      "reason":"tls"},\
      {"service":"api","probe":"grpcs","ip_family":"ipv6","syn_retries":2,\
      "tls_not_after":1900000000,"up":1,"checks":1,"failed":0,"micros":70}],\
      "dns":[{"resolver":"[fd00:0:0:0:0:0:0:a]:53","transport":"tcp","name":"a.example","up":0,\
      "checks":1,"failed":1,"micros":0,"reason":"one_answer"},\
      {"resolver":"10.0.0.10:53","name":"kubernetes.default.svc.","up":1,"checks":1,\
      "failed":0,"micros":900}]}\
      """;

  private static Heartbeat full() {
    int[] sent = {5, 5};
    int[] failed = {0, 5};
    int[] mean = {250, 0};
    int[] max = {300, 0};
    return new Heartbeat(
        new ClientId(AgentKind.POD, "node-1.example"),
        "zone-a",
        "1.2.3",
        "a1b2",
        Duration.ofMillis(123_456),
        42,
        true,
        Instant.ofEpochMilli(1_767_323_045_678L),
        Duration.ofSeconds(5),
        IntervalStretch.NONE,
        new Endpoint(
            List.of(InetAddress.ofLiteral("10.1.2.3"), InetAddress.ofLiteral("fd00::3")),
            List.of(InetAddress.ofLiteral("192.168.0.3")),
            6100),
        "g1",
        77,
        Duration.ofMillis(5_001),
        Duration.ofMillis(1_200),
        true,
        List.of(
            new PlaneResults(
                Network.POD,
                IpFamily.IPV4,
                List.of("node-2", "node-3"),
                new int[] {1, 0},
                Map.of(
                    ProbeKind.UDP,
                    new ProbeColumn(new int[] {1, 0}, sent, failed, mean, max, Map.of()),
                    ProbeKind.MTU,
                    new ProbeColumn(
                        new int[] {1, 0},
                        sent,
                        failed,
                        mean,
                        max,
                        Map.of(),
                        Map.of(),
                        new int[] {0, 1_400}),
                    ProbeKind.ICMP,
                    new ProbeColumn(
                        new int[] {1, -1},
                        sent,
                        failed,
                        mean,
                        max,
                        Map.of(FailureReason.LOCAL, List.of(0), FailureReason.TIMEOUT, List.of(1)),
                        Map.of(
                            ErrorSender.SOURCE,
                            List.of(0),
                            ErrorSender.of("fd00::1").orElseThrow(),
                            List.of(1)),
                        new int[] {})),
                List.of(new FailingPorts(1, 8, 2, List.of(40_001, 40_007))),
                Optional.of(List.of(new NeverUp(1, Duration.ofMillis(72_000)))),
                List.of(
                    new PacketRow(
                        1, new PacketCounts(new WayCounts(7, 0, 0, 1), new WayCounts(0, 2, 3, 0)))),
                List.of(0))),
        List.of(
            new ServiceResult(
                "api", "https", LinkState.DOWN, 1, 1, 0, Optional.of(FailureReason.TLS)),
            new ServiceResult(
                "api",
                "grpcs",
                Optional.of(IpFamily.IPV6),
                LinkState.UP,
                1,
                0,
                2,
                70,
                Optional.empty(),
                Optional.of(Instant.ofEpochSecond(1_900_000_000)))),
        List.of(
            new DnsResult(
                "[fd00:0:0:0:0:0:0:a]:53",
                DnsTransport.TCP,
                "a.example",
                LinkState.DOWN,
                1,
                1,
                0,
                Optional.of(FailureReason.ONE_ANSWER)),
            new DnsResult(
                "10.0.0.10:53",
                "kubernetes.default.svc.",
                LinkState.UP,
                1,
                0,
                900,
                Optional.empty())),
        List.of(
            new KernelHint(KernelHint.Kind.CONNTRACK_FULL, "", 98, 100),
            new KernelHint(KernelHint.Kind.NIC_ERRORS, "eth0", 3, 0)),
        List.of());
  }

  @Test
  void aReasonOfANewerAgentIsLeftOut() throws MalformedException {
    Heartbeat heartbeat = read(GOLDEN.replace("\"reason\":\"tls\"", "\"reason\":\"mood\""));
    assertEquals(Optional.empty(), heartbeat.services().getFirst().reason());
  }

  /** A service may send a certificate with any date, which must not silence the agent. */
  @ParameterizedTest
  @CsvSource({
    "-3155673600, 0",
    "1900000000, 1900000000",
    "253402300799, 253402300799",
    "253402344000, 253402300799"
  })
  void everyEndOfACertificateIsRead(long sent, long read) throws MalformedException {
    Heartbeat full = full();
    Heartbeat heartbeat =
        new Heartbeat(
            full.client(),
            full.zone(),
            full.version(),
            full.instance(),
            full.uptime(),
            full.sequence(),
            false,
            full.clock(),
            full.interval(),
            full.stretch(),
            full.endpoint(),
            full.generation(),
            full.roundsCompleted(),
            full.window(),
            full.paused(),
            false,
            full.planes(),
            List.of(
                new ServiceResult(
                    "api",
                    "tls",
                    Optional.empty(),
                    LinkState.UP,
                    1,
                    0,
                    0,
                    70,
                    Optional.empty(),
                    Optional.of(Instant.ofEpochSecond(sent)))),
            List.of(),
            List.of(),
            List.of());
    assertEquals(
        Optional.of(Instant.ofEpochSecond(read)),
        HeartbeatJson.read(HeartbeatJson.write(heartbeat)).services().getFirst().tlsNotAfter());
  }

  private static Heartbeat read(String json) throws MalformedException {
    return HeartbeatJson.read(json.getBytes(UTF_8));
  }

  @Test
  void isWrittenAsTheContractShows() {
    assertEquals(GOLDEN, new String(HeartbeatJson.write(full()), UTF_8));
  }

  @Test
  void whatIsWrittenIsRead() throws MalformedException {
    Heartbeat heartbeat = read(GOLDEN);
    assertEquals(full().paused(), heartbeat.paused());
    assertEquals(full().client(), heartbeat.client());
    assertEquals(full().endpoint(), heartbeat.endpoint());
    assertEquals(full().services(), heartbeat.services());
    assertEquals(
        full().planes().getFirst().failingPorts(), heartbeat.planes().getFirst().failingPorts());
    assertEquals(full().planes().getFirst().packets(), heartbeat.planes().getFirst().packets());
    assertEquals(full().dns(), heartbeat.dns());
    assertEquals(full().kernel(), heartbeat.kernel());
    ProbeColumn icmp =
        Objects.requireNonNull(heartbeat.planes().getFirst().probes().get(ProbeKind.ICMP));
    assertArrayEquals(new int[] {1, -1}, icmp.up());
    assertEquals(List.of(1), icmp.reasons().get(FailureReason.TIMEOUT));
    assertEquals(GOLDEN, new String(HeartbeatJson.write(heartbeat), UTF_8));
  }

  @Test
  void aHintThatIsNotKnownIsLeftOut() throws MalformedException {
    Heartbeat heartbeat = read(GOLDEN.replace("conntrack_full", "moon_full"));
    assertEquals(full().kernel().subList(1, 2), heartbeat.kernel());
  }

  @Test
  void theLeastHeartbeatIsEnough() throws MalformedException {
    Heartbeat heartbeat =
        read(
            """
            {"node":"n","kind":"host","port":1,"interval_ms":0,"clock_ms":0,"sequence":0,
             "uptime_ms":0,"instance":"i","version":"v"}
            """);
    assertEquals("host/n", heartbeat.client().toString());
    assertEquals(List.of(), heartbeat.planes());
    assertEquals("", heartbeat.generation());
  }

  @Test
  void whatANewerSenderAddsIsSkipped() throws MalformedException {
    String newer =
        GOLDEN
            .replace("\"kind\":\"pod\"", "\"kind\":\"pod\",\"future\":{\"a\":[1,{\"b\":null}]}")
            .replace("\"udp\":", "\"quic\":{\"x\":[[]]},\"udp\":")
            .replace("\"timeout\":[1]", "\"timeout\":[1],\"bored\":[0]")
            .replace("\"service\":\"api\"", "\"service\":\"api\",\"future\":1.5");
    assertEquals(GOLDEN, new String(HeartbeatJson.write(read(newer)), UTF_8));
  }

  @Test
  void anAnswerIsReadAsItIsWritten() throws MalformedException {
    PeerList peers =
        new PeerList(
            "abc",
            List.of(
                new Peer(full().client(), "zone-a", full().endpoint()),
                new Peer(
                    new ClientId(AgentKind.HOST, "n"), "", new Endpoint(List.of(), List.of(), 1))));
    for (HeartbeatAnswer answer :
        List.of(
            HeartbeatAnswer.NOTHING,
            HeartbeatAnswer.SUPERSEDED,
            HeartbeatAnswer.confirmed(Duration.ofSeconds(5)),
            HeartbeatAnswer.peers(peers, Duration.ofHours(5)),
            HeartbeatAnswer.peers(PeerList.NONE, Duration.ZERO))) {
      assertEquals(answer, HeartbeatJson.readAnswer(HeartbeatJson.write(answer)));
    }
    assertEquals("{}", new String(HeartbeatJson.write(HeartbeatAnswer.NOTHING), UTF_8));
    assertEquals(peers, PeerJson.read(PeerJson.write(peers)));
  }

  /** What stands in the golden heartbeat, what is put in its place, and where that is wrong. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "\"kind\":\"pod\"|\"kind\":\"both\"|/kind|pod or host expected",
        "\"kind\":\"pod\"|\"kind\":7|/kind|a string expected",
        "\"kind\":\"pod\"|\"kind\":null|/kind|a string expected",
        "\"kind\":\"pod\",|^^|/kind|missing",
        "\"node\":\"node-1.example\",|^^|/node|missing",
        "node-1.example|Node-1|/node|an RFC 1123 name expected",
        "node-1.example|node_1|/node|an RFC 1123 name expected",
        "node-1.example|a..b|/node|an RFC 1123 name expected",
        "zone-a|zone a|/zone|a zone's name expected",
        "\"version\":\"1.2.3\",|^^|/version|missing",
        "1.2.3\"|-1.2.3\"|/version|a version expected",
        "\"instance\":\"a1b2\",|^^|/instance|missing",
        "a1b2|a1\\u000ab2|/instance|a word expected",
        "\"uptime_ms\":123456,|^^|/uptime_ms|missing",
        "\"uptime_ms\":123456|\"uptime_ms\":-1|/uptime_ms|a whole number from 0 to 9223372036854 expected",
        "\"uptime_ms\":123456|\"uptime_ms\":1.5|/uptime_ms|a whole number expected",
        "\"sequence\":42,|^^|/sequence|missing",
        "\"goodbye\":true|\"goodbye\":\"yes\"|/goodbye|true or false expected",
        "\"clock_ms\":1767323045678,|^^|/clock_ms|missing",
        "\"interval_ms\":5000,|^^|/interval_ms|missing",
        "\"10.1.2.3\"|\"10.1.2\"|/pod_addresses/0|an IP address expected",
        "\"10.1.2.3\"|\"localhost\"|/pod_addresses/0|an IP address expected",
        "\"10.1.2.3\"|\"10.1.2.256\"|/pod_addresses/0|an IP address expected",
        "fd00:0:0:0:0:0:0:3|fe80::1%eth0|/pod_addresses/1|an IP address expected",
        "[\"192.168.0.3\"]|\"192.168.0.3\"|/node_addresses|an array expected",
        "[\"192.168.0.3\"]|[1]|/node_addresses/0|a string expected",
        "\"port\":6100,|^^|/port|missing",
        "\"port\":6100|\"port\":0|/port|a whole number from 1 to 65535 expected",
        "\"port\":6100|\"port\":65536|/port|a whole number from 1 to 65535 expected",
        "\"generation\":\"g1\"|\"generation\":\"g 1\"|/generation|a generation expected",
        "\"network\":\"pod\",|^^|/planes/0/network|missing",
        "\"network\":\"pod\"|\"network\":\"moon\"|/planes/0/network|pod, node or host expected",
        "\"ip_family\":\"ipv4\",|^^|/planes/0/ip_family|missing",
        "ipv4|ipv5|/planes/0/ip_family|ipv4 or ipv6 expected",
        "\"node-3\"|\"NODE-3\"|/planes/0/targets/1|an RFC 1123 name expected",
        "\"up\":[1,0],\"probes\"|\"up\":[1],\"probes\"|/planes/0|up expected to be as long as targets, 2",
        "\"up\":[1,0],\"probes\"|\"up\":[1,2],\"probes\"|/planes/0/up/1|a whole number from -1 to 1 expected",
        "\"up\":[1,-1]|\"up\":[1]|/planes/0/probes/icmp|up, sent, failed, rtt_mean_us and rtt_max_us of one length expected",
        "\"timeout\":[1]|\"timeout\":[2]|/planes/0/probes/icmp|reasons expected to name rows below 2",
        "\"timeout\":[1]|\"timeout\":[-1]|/planes/0/probes/icmp/reasons/timeout/0|a whole number from 0 to 5000 expected",
        "\"path_mtu_bytes\":[0,1400]|\"path_mtu_bytes\":[1400]|/planes/0/probes/mtu|path_mtu_bytes expected to be as long as up, or empty",
        "\"path_mtu_bytes\":[0,1400]|\"path_mtu_bytes\":[0,65536]|/planes/0/probes/mtu/path_mtu_bytes/1|a whole number from 0 to 65535 expected",
        "\"path_mtu_bytes\":[0,1400]|\"path_mtu_bytes\":[0,-1]|/planes/0/probes/mtu/path_mtu_bytes/1|a whole number from 0 to 65535 expected",
        "\"source\":[0]|\"source\":[2]|/planes/0/probes/icmp|senders expected to name rows below 2",
        "\"source\":[0]|\"somebody\":[0]|/planes/0/probes/icmp/senders/somebody|source, target or an IP address expected",
        "\"source\":[0]|\"10.0.0.1\":[],\"10.0.0.2\":[],\"10.0.0.3\":[],\"10.0.0.4\":[],\"10.0.0.5\":[],\"10.0.0.6\":[],\"10.0.0.7\":[],\"10.0.0.8\":[]|/planes/0/probes/icmp/senders/10.0.0.8|at most 8 senders expected",
        "\"row\":1,\"tried\"|\"row\":2,\"tried\"|/planes/0|failing_ports expected to name different rows below 2",
        "\"tried\":8|\"tried\":2|/planes/0/failing_ports/0|failing_ports expected to be some of those that were tried",
        "\"tried\":8|\"tried\":1001|/planes/0/failing_ports/0/tried|a whole number from 2 to 1000 expected",
        "\"failing\":2|\"failing\":0|/planes/0/failing_ports/0/failing|a whole number from 1 to 1000 expected",
        "\"failing\":2|\"failing\":1|/planes/0/failing_ports/0|failing_ports expected to be some of those that were tried",
        "\"row\":1,\"tried\"|\"tried\"|/planes/0/failing_ports/0/row|missing",
        "\"tried\":8,|^^|/planes/0/failing_ports/0/tried|missing",
        "\"rows\":[1]|\"rows\":[2]|/planes/0|never_up expected to name different rows below 2",
        "\"rows\":[1]|\"rows\":[1,1]|/planes/0/never_up|rows and for_ms of one length expected",
        "\"rows\":[1],\"for_ms\":[72000]|\"rows\":[1,1],\"for_ms\":[1,1]|/planes/0|never_up expected to name different rows below 2",
        "\"rerouted\":[0]|\"rerouted\":[2]|/planes/0|rerouted expected to name different rows below 2",
        "\"rerouted\":[0]|\"rerouted\":[0,0]|/planes/0|rerouted expected to name different rows below 2",
        "\"rerouted\":[0]|\"rerouted\":[-1]|/planes/0/rerouted/0|a whole number from 0 to 5000 expected",
        "[72000]|[-1]|/planes/0/never_up/for_ms/0|a whole number from 0 to 2147483647 expected",
        "40001|0|/planes/0/failing_ports/0/examples/0|a whole number from 1 to 65535 expected",
        "40001|1,2,3,40001|/planes/0/failing_ports/0/examples/4|at most 4 elements expected",
        "\"hint\":\"nic_errors\",|^^|/kernel/1/hint|missing",
        "nic_errors|nic errors|/kernel/1/hint|a hint expected",
        "eth0|eth0 of node-9|/kernel/1/where|a word expected",
        ",\"value\":3|^^|/kernel/1/value|missing",
        "\"value\":3|\"value\":-1|/kernel/1/value|a whole number from 0 to 9223372036854775807 expected",
        "\"limit\":100|\"limit\":\"100\"|/kernel/0/limit|a whole number expected",
        "\"row\":1,\"there\"|\"row\":2,\"there\"|/planes/0|packets expected to name different rows below 2",
        "\"row\":1,\"there\"|\"there\"|/planes/0/packets/0/row|missing",
        "\"lost\":7|\"lost\":-7|/planes/0/packets/0/there/lost|a whole number from 0 to 2147483647 expected",
        "\"repeated\":2|\"repeated\":\"2\"|/planes/0/packets/0/back/repeated|a whole number expected",
        "\"service\":\"api\",|^^|/services/0/service|missing",
        "\"service\":\"api\"|\"service\":\"\"|/services/0/service|a service's name expected",
        "\"probe\":\"https\",|^^|/services/0/probe|missing",
        "\"reason\":\"tls\"|\"reason\":\"bad mood\"|/services/0/reason|a word expected",
        "\"ip_family\":\"ipv6\"|\"ip_family\":\"ipx\"|/services/1/ip_family|ipv4 or ipv6 expected",
        "\"syn_retries\":2|\"syn_retries\":-1|/services/1/syn_retries|a whole number from 0 to 2147483647 expected",
        "1900000000|253402300800|/services/1/tls_not_after|a whole number from 0 to 253402300799 expected",
        "\"transport\":\"tcp\"|\"transport\":\"quic\"|/dns/0/transport|udp or tcp expected",
        "\"checks\":1,\"failed\":1|\"checks\":-1,\"failed\":1|/services/0/checks|a whole number from 0 to 2147483647 expected",
        "10.0.0.10:53|10.0.0.10|/dns/1/resolver|address:port of a resolver expected",
        "10.0.0.10:53|resolver:53|/dns/1/resolver|address:port of a resolver expected",
        "10.0.0.10:53|10.0.0.10:99999|/dns/1/resolver|address:port of a resolver expected",
        "kubernetes.default.svc.|two words|/dns/1/name|a domain name expected",
      })
  void whatIsWrongIsNamedByItsPlace(String part, String replacement, String field, String message) {
    assertTrue(GOLDEN.contains(part), part);
    int at = GOLDEN.indexOf(part);
    String json = GOLDEN.substring(0, at) + replacement + GOLDEN.substring(at + part.length());
    MalformedException malformed = assertThrows(MalformedException.class, () -> read(json));
    assertEquals(field, malformed.field());
    assertEquals(message, malformed.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {"^^", "^ ^", "[]", "7", "null", "{", "{}", "{\"kind\":\"pod\"", "nonsense", "{}{}"})
  void whatIsNoHeartbeatIsMalformed(String json) {
    assertThrows(MalformedException.class, () -> read(json));
  }

  @Test
  void whatIsTheSameInSeveralPlanesIsKeptOnce() throws MalformedException {
    String plane = "{\"network\":\"%s\",\"ip_family\":\"ipv4\",\"targets\":[%s],\"up\":[1]}";
    String planes =
        String.join(
            ",",
            plane.formatted("pod", "\"node-2\""),
            plane.formatted("node", "\"node-2\""),
            plane.formatted("host", "\"node-3\""));
    String json =
        GOLDEN.replaceFirst(
            "\"planes\":.*?\"services\"", "\"planes\":[" + planes + "],\"services\"");
    List<PlaneResults> read = HeartbeatJson.read(json.getBytes(UTF_8)).planes();
    assertSame(read.get(0).targets(), read.get(1).targets());
    assertEquals(List.of("node-3"), read.get(2).targets());
    assertSame(read.get(0).up(), read.get(2).up(), "equal columns");
  }

  @Test
  void aLinkIsSaidOnce() {
    String twice = GOLDEN.replace("\"node-2\",\"node-3\"", "\"node-2\",\"node-2\"");
    MalformedException target = assertThrows(MalformedException.class, () -> read(twice));
    assertEquals("/planes/0/targets", target.field());
    int start = GOLDEN.indexOf("\"planes\":[") + "\"planes\":[".length();
    String plane = GOLDEN.substring(start, GOLDEN.indexOf("],\"services\""));
    String planes = GOLDEN.replace(plane, plane + "," + plane);
    MalformedException second = assertThrows(MalformedException.class, () -> read(planes));
    assertEquals("/planes/1", second.field());
  }

  @Test
  void aStretchedIntervalIsReadAndWritten() throws MalformedException {
    Heartbeat stretched = full().stretched(new IntervalStretch(3));
    Heartbeat read = HeartbeatJson.read(HeartbeatJson.write(stretched));
    assertEquals(new IntervalStretch(3), read.stretch());
    assertEquals(Duration.ofSeconds(15), read.effectiveInterval());
    assertEquals(new IntervalStretch(3), read.inSmallSegments().stretch());
    assertEquals(new IntervalStretch(3), read.withPlanes(List.of()).stretch());
    assertEquals(full().interval(), read.interval());
  }

  @Test
  void nothingFollowsAHeartbeat() {
    assertThrows(MalformedException.class, () -> read(GOLDEN + "{}"));
    assertThrows(MalformedException.class, () -> read(GOLDEN + "x"));
    assertDoesNotThrow(() -> read(GOLDEN + " \n"));
  }

  @Test
  void aKeyThatComesTwiceIsMalformed() {
    assertThrows(
        MalformedException.class,
        () -> read(GOLDEN.replace("\"port\":6100", "\"port\":6100,\"port\":6101")));
  }

  @Test
  void depthLengthAndSizeAreBounded() {
    for (String bomb :
        List.of(
            "[".repeat(100_000),
            "{\"a\":".repeat(50_000),
            "{\"x\":" + "[".repeat(100) + "]".repeat(100) + "}",
            "{\"zone\":\"" + "a".repeat(100_000) + "\"}",
            "{\"" + "k".repeat(100_000) + "\":1}",
            "{\"sequence\":" + "9".repeat(100_000) + "}",
            "{\"sequence\":9223372036854775808}",
            "{\"sequence\":1e400}",
            "{\"planes\":[" + "{\"targets\":[".repeat(3),
            "{\"pod_addresses\":[" + "\"10.0.0.1\",".repeat(9) + "\"10.0.0.1\"]}",
            "{\"planes\":[{\"up\":[" + "1,".repeat(5_000) + "1]}]}")) {
      assertThrows(MalformedException.class, () -> read(bomb));
    }
  }

  @Test
  void whateverComesItIsAHeartbeatOrMalformed() {
    byte[] golden = GOLDEN.getBytes(UTF_8);
    Random random = new Random(20_260_102);
    int good = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] mutated = mutate(golden, random);
      try {
        Heartbeat heartbeat = HeartbeatJson.read(mutated);
        // What was taken can be passed on.
        byte[] written = HeartbeatJson.write(heartbeat);
        assertArrayEquals(written, HeartbeatJson.write(HeartbeatJson.read(written)));
        good++;
      } catch (MalformedException e) {
        assertTrue(e.field().isEmpty() || e.field().startsWith("/"), e.field());
      }
    }
    assertTrue(good > 100, "only " + good + " mutations were still good: the test shows little");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      textBlock =
          """
          {"error":{"code":"too_large","message":"m"}} | too_large
          {"error":{"code":"two words"}}               |
          {"error":{}}                                 |
          {"code":"x"}                                 |
          <html>                                       |
          """)
  void theCodeOfARefusalIsAWordOrNothing(String json, String code) {
    assertEquals(Optional.ofNullable(code), HeartbeatJson.readRefusal(json.getBytes(UTF_8)));
  }

  @Test
  void whateverComesItIsAnAnswerOrMalformed() {
    byte[] golden =
        HeartbeatJson.write(
            new HeartbeatAnswer(
                true,
                Optional.of(
                    new PeerList("g", List.of(new Peer(full().client(), "z", full().endpoint())))),
                Optional.of(Duration.ofMinutes(1))));
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      try {
        HeartbeatJson.readAnswer(mutate(golden, random));
      } catch (MalformedException e) {
        assertTrue(e.field().isEmpty() || e.field().startsWith("/"), e.field());
      }
    }
  }

  private static byte[] mutate(byte[] golden, Random random) {
    byte[] bytes = golden.clone();
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times && bytes.length > 1; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes[at] = golden[random.nextInt(golden.length)];
        case 4 -> {
          // A piece of the message once more, somewhere else.
          int length = Math.min(random.nextInt(40), bytes.length - at);
          byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
          System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
          bytes = longer;
        }
        default -> bytes[at] = (byte) "0123456789\"{}[]:,-e.\\".charAt(random.nextInt(21));
      }
    }
    return bytes;
  }
}
