// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.CheckJson;
import io.netcheck.protocol.CheckLine;
import io.netcheck.protocol.CheckOrder;
import io.netcheck.protocol.CheckProbe;
import io.netcheck.protocol.CheckProgress;
import io.netcheck.protocol.CheckQuestion;
import io.netcheck.protocol.CheckRefusal;
import io.netcheck.protocol.CheckRequest;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.DnsTransport;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.ErrorSender;
import io.netcheck.protocol.FailingPorts;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.IntervalStretch;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.KernelHint;
import io.netcheck.protocol.Labelled;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.NeverUp;
import io.netcheck.protocol.PacketCounts;
import io.netcheck.protocol.PacketRow;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.protocol.ServiceResult;
import io.netcheck.protocol.SweepFailure;
import io.netcheck.protocol.SweepOrder;
import io.netcheck.protocol.SweepReport;
import io.netcheck.protocol.TraceHop;
import io.netcheck.protocol.WayCounts;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/api.md} is enough to write an agent. To write its table of error codes: {@code mvn -B
 * -pl cli -am verify -Dtest=ApiDocTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dnetcheck.docs.write=true}.
 */
@MachineTest
class ApiDocTest {
  private static final Page API = Page.of("docs/api.md");
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void theExampleIsAnsweredAsThePageSays() throws IOException, InterruptedException {
    List<String> examples = API.section("POST /api/v2/heartbeat").blocks("json");
    String example = examples.get(0);
    String answer = examples.get(1);
    String error = examples.get(2);
    assertEquals("node-a", HeartbeatJson.read(example.getBytes(UTF_8)).client().node());
    Peer peer =
        HeartbeatJson.readAnswer(answer.getBytes(UTF_8)).peers().orElseThrow().peers().get(0);
    try (LiveCluster cluster = new LiveCluster()) {
      Heartbeat first = heartbeatOf(peer, false);
      assertEquals(
          200, cluster.heartbeat(new String(HeartbeatJson.write(first), UTF_8)).statusCode());
      HttpResponse<String> real = cluster.heartbeat(example);
      assertEquals(200, real.statusCode());
      ObjectNode body = (ObjectNode) JSON.readTree(real.body());
      assertTrue(body.remove("listening_ms").isIntegralNumber());
      ObjectNode expected = (ObjectNode) JSON.readTree(answer);
      assertTrue(expected.remove("listening_ms").isIntegralNumber());
      assertEquals(expected, body);
      HttpResponse<String> refused =
          cluster.heartbeat(example.replace("\"port\": 6100", "\"port\": 0"));
      assertEquals(400, refused.statusCode());
      assertEquals(JSON.readTree(error), JSON.readTree(refused.body()));
      assertTrue(
          cluster
              .get(cluster.exporterUrl("/metrics"))
              .contains("netcheck_heartbeats_rejected_total{reason=\"malformed\"} 1.0"));
    }
  }

  @Test
  void everyFieldOfAHeartbeatIsInThePageAndNoOther() throws IOException {
    Peer peer =
        new Peer(
            new ClientId(AgentKind.POD, "node-b"),
            "b",
            new Endpoint(
                List.of(InetAddress.ofLiteral("10.244.2.9")),
                List.of(InetAddress.ofLiteral("10.0.0.2")),
                6100));
    assertEquals(
        fields(HeartbeatJson.write(heartbeatOf(peer, true))), documented("Fields of a heartbeat"));
    assertEquals(
        fields(
            HeartbeatJson.write(
                new HeartbeatAnswer(
                        true,
                        Optional.of(new PeerList("g", List.of(peer))),
                        Optional.of(Duration.ZERO))
                    .stretched(IntervalStretch.FULL))),
        documented("Answer"));
  }

  @Test
  void everyFieldOfACheckIsInThePageAndNoOther() throws IOException {
    CheckQuestion question =
        new CheckQuestion(
            Optional.of(Network.HOST),
            Optional.of(IpFamily.IPV4),
            List.of(CheckProbe.MTU),
            List.of(1_400),
            List.of(443),
            3);
    assertEquals(
        fields(CheckJson.write(new CheckRequest("node-a", "node-b", true, question))),
        documented("POST /api/v2/checks"));
    List<CheckLine> lines =
        List.of(
            new CheckLine.Measured(
                Network.HOST,
                IpFamily.IPV4,
                CheckProbe.MTU,
                1_400,
                6_100,
                3,
                1,
                1,
                1,
                1,
                Map.of(FailureReason.TIMEOUT, 1),
                List.of(ErrorSender.SOURCE),
                List.of(40_001)),
            new CheckLine.Traced(
                Network.HOST,
                IpFamily.IPV4,
                6_100,
                List.of(new TraceHop(1, InetAddress.ofLiteral("10.0.0.9"), 1)),
                Optional.of(FailureReason.TIMEOUT)),
            new CheckLine.Skipped(
                Network.HOST,
                IpFamily.IPV4,
                CheckProbe.ICMP,
                CheckLine.Skipped.Reason.NOT_SUPPORTED));
    ClientId agent = new ClientId(AgentKind.HOST, "node-a");
    assertEquals(
        fields(
            CheckJson.write(
                new CheckProgress(
                    "b",
                    Instant.EPOCH,
                    List.of(
                        new CheckProgress.Direction(
                            agent,
                            "node-b",
                            CheckProgress.State.DONE,
                            Optional.of(CheckRefusal.BUSY),
                            lines))))),
        documented("GET /api/v2/checks/ID"));
    Peer target =
        new Peer(
            agent,
            "z",
            new Endpoint(
                List.of(InetAddress.ofLiteral("10.244.2.9")),
                List.of(InetAddress.ofLiteral("10.0.0.2")),
                6_100));
    Set<String> orders =
        fields(
            HeartbeatJson.write(
                HeartbeatAnswer.NOTHING.with(List.of(new CheckOrder("b", target, question)))));
    orders.addAll(Set.of("checks[].order", "checks[].refused", "checks[].lines"));
    assertEquals(orders, documented("Orders"));
  }

  @Test
  void everyFieldOfTheSweepIsInThePageAndNoOther() throws IOException {
    Peer peer =
        new Peer(
            new ClientId(AgentKind.POD, "node-b"),
            "b",
            new Endpoint(
                List.of(InetAddress.ofLiteral("10.244.2.9")),
                List.of(InetAddress.ofLiteral("10.0.0.2")),
                6_100));
    assertEquals(
        fields(
            HeartbeatJson.write(
                HeartbeatAnswer.NOTHING.with(Optional.of(new SweepOrder("a", List.of(peer)))))),
        documented("Targets of the sweep"));
    SweepReport report =
        new SweepReport(
            Optional.of("a"),
            List.of("node-c"),
            List.of(
                new SweepFailure(
                    "node-b",
                    Network.POD,
                    IpFamily.IPV4,
                    List.of(ProbeKind.UDP),
                    Optional.of(FailureReason.TIMEOUT))));
    Set<String> told =
        fields(HeartbeatJson.write(heartbeatOf(peer, true).withSweep(Optional.of(report))));
    told.removeIf(field -> !field.startsWith("sweep."));
    assertEquals(told, documented("Report of the sweep"));
  }

  @Test
  void everyWordOfACheckIsInThePage() {
    Set<String> page =
        API.section("GET /api/v2/checks/ID").rows().stream()
            .flatMap(List::stream)
            .flatMap(cell -> Page.words(cell).stream())
            .collect(Collectors.toSet());
    Stream.<Labelled[]>of(
            CheckProgress.State.values(), CheckRefusal.values(), CheckLine.Skipped.Reason.values())
        .flatMap(Arrays::stream)
        .forEach(word -> assertTrue(page.contains(word.label()), word.label()));
  }

  @Test
  void everyReasonIsInThePageAndNoOther() {
    assertEquals(
        Arrays.stream(FailureReason.values())
            .map(FailureReason::label)
            .collect(Collectors.toCollection(TreeSet::new)),
        documented("Reasons"));
  }

  private static Set<String> documented(String section) {
    Set<String> names = new TreeSet<>();
    for (List<String> row : API.section(section).rows()) {
      assertTrue(names.add(Page.word(row.getFirst())), "there twice: " + row.getFirst());
    }
    return names;
  }

  /** The paths of all values, as the page writes them. */
  private static Set<String> fields(byte[] json) throws IOException {
    Set<String> paths = new TreeSet<>();
    gather("", JSON.readTree(json), paths);
    return paths;
  }

  private static void gather(String path, JsonNode node, Set<String> paths) {
    if (node.isObject()) {
      node.properties()
          .forEach(field -> {
            String name = field.getKey();
            if (path.endsWith(".probes")) {
              name = "<probe>";
            } else if (path.endsWith(".reasons")) {
              name = "<reason>";
            } else if (path.endsWith(".senders")) {
              name = "<sender>";
            } else if (path.endsWith(".there") || path.endsWith(".back")) {
              name = "<what>";
            }
            gather(path.isEmpty() ? name : path + "." + name, field.getValue(), paths);
          });
    } else if (node.isArray() && node.get(0).isObject()) {
      node.forEach(element -> gather(path + "[]", element, paths));
    } else {
      paths.add(path);
    }
  }

  /** With everything in it that can be. */
  private static Heartbeat heartbeatOf(Peer peer, boolean goodbye) {
    int[] one = {1};
    ProbeColumn column =
        new ProbeColumn(
            one,
            one,
            one,
            one,
            one,
            Map.of(FailureReason.REJECTED, List.of(0)),
            Map.of(ErrorSender.SOURCE, List.of(0)),
            one);
    return new Heartbeat(
        peer.id(),
        peer.zone(),
        "0.1.0",
        "a",
        Duration.ofSeconds(60),
        1,
        goodbye,
        Instant.ofEpochSecond(1_767_225_600),
        Duration.ofSeconds(5),
        IntervalStretch.FULL,
        peer.endpoint(),
        "g",
        60,
        Duration.ofSeconds(5),
        Duration.ofMillis(200),
        true,
        List.of(
            new PlaneResults(
                Network.POD,
                IpFamily.IPV4,
                List.of("node-a"),
                one,
                Map.of(ProbeKind.UDP, column),
                List.of(new FailingPorts(0, 8, 2, List.of(40_001, 40_007))),
                Optional.of(List.of(new NeverUp(0, Duration.ofSeconds(60)))),
                List.of(
                    new PacketRow(
                        0, new PacketCounts(new WayCounts(1, 1, 1, 1), new WayCounts(1, 1, 1, 1)))),
                List.of(0))),
        List.of(
            new ServiceResult(
                "web",
                "https",
                Optional.of(IpFamily.IPV4),
                LinkState.DOWN,
                3,
                3,
                1,
                0,
                Optional.of(FailureReason.STATUS),
                Optional.of(Instant.EPOCH))),
        List.of(
            new DnsResult(
                "10.0.0.10:53",
                DnsTransport.TCP,
                "web.example",
                LinkState.DOWN,
                3,
                3,
                0,
                Optional.of(FailureReason.TIMEOUT))),
        List.of(new KernelHint(KernelHint.Kind.NIC_ERRORS, "eth0", 7, 7)),
        List.of());
  }

  @Test
  void theTableOfErrorsIsThatOfTheCode() throws IOException {
    StringBuilder table = new StringBuilder();
    table.append("| code | status | of a heartbeat | meaning |\n|---|---|---|---|\n");
    for (ErrorCode code : ErrorCode.values()) {
      table
          .append("| `")
          .append(code.label())
          .append("` | ")
          .append(code.status())
          .append(" | ")
          .append(code.isOfHeartbeats() ? "yes" : "no")
          .append(" | ")
          .append(code.meaning())
          .append(" |\n");
    }
    API.generated("error codes", table.toString(), "ApiDocTest");
  }

  @Test
  void aDatagramThatIsLaidOutByThePageIsAnswered() throws IOException, InterruptedException {
    Map<String, Integer> offsets = new TreeMap<>();
    for (List<String> row : API.section("The UDP echo").rows()) {
      offsets.put(Page.word(row.get(0)), Integer.valueOf(row.get(1)));
    }
    ByteBuffer request = ByteBuffer.allocate(56);
    request.put(offsets.get("magic"), "NCEC".getBytes(UTF_8));
    request.put(offsets.get("version"), (byte) 1);
    request.put(offsets.get("type"), (byte) 1);
    request.put(offsets.get("network"), (byte) 2);
    request.put(offsets.get("reserved"), (byte) 0);
    request.putLong(offsets.get("cookie"), 42);
    request.putLong(offsets.get("sequence"), 7);
    request.putLong(offsets.get("t1"), 1_767_225_600_000_000_000L);
    String address = "127.0.0.84";
    try (LiveCluster cluster = new LiveCluster("--allowed-cidrs=127.0.0.0/8");
        DatagramSocket socket = new DatagramSocket()) {
      cluster.start("docs-4", address);
      socket.setSoTimeout(5_000);
      socket.send(
          new DatagramPacket(request.array(), 56, new InetSocketAddress(address, cluster.port(0))));
      DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
      socket.receive(packet);
      ByteBuffer reply = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
      assertEquals(56, reply.remaining());
      assertEquals(2, reply.get(offsets.get("type")));
      assertEquals(42, reply.getLong(offsets.get("cookie")));
      assertEquals(7, reply.getLong(offsets.get("sequence")));
      assertEquals(1_767_225_600_000_000_000L, reply.getLong(offsets.get("t1")));
      assertTrue(reply.getLong(offsets.get("t2")) > 1_767_225_600_000_000_000L);
      assertTrue(reply.getLong(offsets.get("t3")) >= reply.getLong(offsets.get("t2")));
      assertTrue(reply.getLong(offsets.get("processing")) >= 0);
      await()
          .atMost(5, TimeUnit.SECONDS)
          .until(() -> {
            URI ready = URI.create("http://" + address + ":" + cluster.port(0) + "/-/ready");
            return cluster.get(ready).equals("ready\n");
          });
    }
  }
}
