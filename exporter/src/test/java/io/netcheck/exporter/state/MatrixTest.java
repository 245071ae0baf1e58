// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.RequestHeaders;
import io.netcheck.daemon.http.Response;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class MatrixTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String POD = "network=pod&family=ipv4";

  private final TestStates states = new TestStates();
  private final RequestHandler matrix = new MatrixHandler(states.source(), PastStates.NONE);

  private static Response get(RequestHandler handler, String query, Map<String, String> headers)
      throws HttpError {
    RequestHead head =
        new RequestHead(
            InetAddress.getLoopbackAddress(),
            "GET",
            "/",
            query,
            RequestHeaders.of(headers),
            List.of());
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        parameters.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
      }
    }
    return handler.handle(new Request(head, parameters, new byte[0]));
  }

  private JsonNode matrix(String query) throws HttpError, IOException {
    return MAPPER.readTree(get(matrix, query, Map.of()).body());
  }

  private static List<String> rows(JsonNode matrix) {
    List<String> rows = new ArrayList<>();
    matrix.get("rows").forEach(row -> rows.add(row.asText()));
    return rows;
  }

  @Test
  void lettersTellOneWayFromDown() throws Exception {
    states.next(TestMesh.of(3).cut("n1", "n2").cutBoth("n1", "n3"));
    assertEquals(List.of(".1o1d1", "u1.1u1", "d1u1.1"), rows(matrix(POD)));
  }

  @Test
  void whatIsNotMeasuredIsBlankAndWhatIsNotKnownIsNot() throws Exception {
    states.next(TestMesh.of(4).peers(1).state("n2", ClientState.STALE));
    assertEquals(List.of(".1u1.2", ".2x1.1", ".3u1", "u1.3"), rows(matrix(POD)));
    assertEquals(List.of(".4", ".4", ".4", ".4"), rows(matrix("network=host&family=ipv4")));
  }

  @Test
  void whoLeavesIsExpectedToBeDown() throws Exception {
    states.next(TestMesh.of(3).unreachable("n3").state("n3", ClientState.LEAVING));
    JsonNode answer = matrix(POD);
    assertEquals(List.of(".1u1e1", "u1.1e1", "e2.1"), rows(answer));
    assertEquals("expected_down", answer.get("sources").get(2).get("state").asText());
    assertEquals(List.of(".1u1e1", "u1.1e1", "e2.1"), rows(matrix(POD + "&probe=icmp")));
  }

  /** The same results, but {@code lost} ICMP probes of each link from one node were lost. */
  private static List<Client> losing(List<Client> clients, String node, int lost) {
    return clients.stream()
        .map(client -> client.id().node().equals(node) ? losing(client, lost) : client)
        .toList();
  }

  private static Client losing(Client client, int lost) {
    List<PlaneResults> planes = new ArrayList<>();
    for (PlaneResults plane : client.results().planes()) {
      Map<ProbeKind, ProbeColumn> probes = new EnumMap<>(plane.probes());
      ProbeColumn icmp = probes.get(ProbeKind.ICMP);
      int[] failed = new int[icmp.rows()];
      Arrays.fill(failed, lost);
      probes.put(
          ProbeKind.ICMP,
          new ProbeColumn(
              icmp.up(),
              icmp.sent(),
              failed,
              icmp.rttMeanMicros(),
              icmp.rttMaxMicros(),
              icmp.reasons()));
      planes.add(
          new PlaneResults(plane.network(), plane.family(), plane.targets(), plane.up(), probes));
    }
    return new Client(
        client.identity(),
        client.state(),
        client.excuse(),
        client.probing(),
        client.duplicates(),
        client.timing(),
        new Client.Results(planes, List.of(), List.of()));
  }

  @Test
  void aLinkThatLosesMoreThanASingleProbeIsLossy() throws Exception {
    List<Client> clients = TestMesh.of(2).clients();
    states.next(losing(clients, "n1", 1));
    assertEquals(List.of(".1u1", "u1.1"), rows(matrix(POD)));
    // Again in the next window.
    states.next(losing(clients, "n1", 1));
    assertEquals(List.of(".1l1", "u1.1"), rows(matrix(POD)));
    states.next(clients);
    assertEquals(List.of(".1u1", "u1.1"), rows(matrix(POD)));
    states.next(losing(clients, "n1", 2));
    List<Client> same = losing(clients, "n1", 2);
    states.next(same);
    assertEquals(List.of(".1l1", "u1.1"), rows(matrix(POD)));
    // The same window, seen once more.
    states.next(same);
    assertEquals(List.of(".1l1", "u1.1"), rows(matrix(POD)));
  }

  @Test
  void aProbeThatIsBlockedEverywhereIsNoLoss() throws Exception {
    states.next(TestMesh.of(2).blocked(ProbeKind.ICMP));
    assertEquals(List.of(".1u1", "u1.1"), rows(matrix(POD)));
    assertEquals(List.of(".1d1", "d1.1"), rows(matrix(POD + "&probe=icmp")));
    assertEquals(List.of(".1u1", "u1.1"), rows(matrix(POD + "&probe=udp")));
    assertEquals(List.of(".2", ".2"), rows(matrix(POD + "&probe=mtu")));
    assertEquals("icmp", matrix(POD + "&probe=icmp").get("probe").asText());
  }

  @Test
  void noMoreThanTwoHundredNodesAreShownAndTheWorstAreAmongThem() throws Exception {
    TestMesh mesh = TestMesh.of(300).peers(5).cut("n299", "n300");
    for (int i = 1; i <= 300; i++) {
      mesh.zone("n" + i, i <= 10 ? "a" : "b");
    }
    states.next(mesh);
    JsonNode answer = matrix(POD + "&level=nodes");
    assertEquals(200, answer.get("sources").size());
    assertEquals(200, answer.get("targets").size());
    assertEquals(100, answer.get("sourcesOmitted").asInt());
    assertEquals(200, answer.get("rows").size());
    assertTrue(rows(answer).stream().anyMatch(row -> row.contains("d1")));

    assertEquals("zones", matrix(POD).get("level").asText());
    JsonNode chosen = matrix(POD + "&source-zone=a&target-zone=b");
    assertEquals("nodes", chosen.get("level").asText());
    assertEquals(10, chosen.get("sources").size());
    assertEquals(200, chosen.get("targets").size());
    assertEquals(90, chosen.get("targetsOmitted").asInt());
  }

  @Test
  void zonesHaveTheSumsOfTheirLinks() throws Exception {
    TestMesh mesh = TestMesh.of(4).cut("n1", "n3").cutBoth("n2", "n3");
    mesh.zone("n1", "a").zone("n2", "a").zone("n3", "b").zone("n4", "b");
    states.next(mesh);
    JsonNode answer = matrix(POD + "&level=zones");
    assertEquals(
        """
        [{"zone":"a","nodes":2,"down":0},{"zone":"b","nodes":2,"down":0}]\
        """,
        answer.get("zones").toString());
    JsonNode pair = answer.get("pairs").get(1);
    assertEquals("a", pair.get("source").asText());
    assertEquals("b", pair.get("target").asText());
    assertEquals(2, pair.get("up").asInt());
    assertEquals(2, pair.get("down").asInt());
    assertTrue(pair.get("rttSeconds").asDouble() > 0);
    assertEquals(1, matrix(POD + "&level=zones&source-zone=b&target-zone=a").get("pairs").size());
  }

  @Test
  void manyZonesAreCutToAFew() throws Exception {
    TestMesh mesh = TestMesh.of(80).peers(3);
    for (int i = 1; i <= 80; i++) {
      mesh.zone("n" + i, "z" + i);
    }
    states.next(mesh);
    JsonNode answer = matrix(POD + "&level=zones");
    assertEquals(33, answer.get("zones").size());
    assertEquals("other", answer.get("zones").get(32).get("zone").asText());
    assertEquals(48, answer.get("zones").get(32).get("nodes").asInt());
  }

  @Test
  void wrongParametersAreNamed() {
    for (String query :
        List.of(
            "family=ipv4",
            "network=pod",
            "network=x&family=ipv4",
            POD + "&probe=x",
            POD + "&level=x",
            POD + "&at=yesterday",
            POD + "&probe=icmp&at=2026-01-02T03:04:05Z")) {
      HttpError error = assertThrows(HttpError.class, () -> matrix(query), query);
      assertEquals(ErrorCode.BAD_QUERY, error.code(), query);
    }
    HttpError error = assertThrows(HttpError.class, () -> matrix(POD + "&at=2026-01-02T03:04:05Z"));
    assertEquals(ErrorCode.BEFORE_HISTORY, error.code());
  }

  @Test
  void whatDidNotChangeIsNotSentAgain() throws Exception {
    states.next(TestMesh.of(3));
    RequestHandler whole = new StateHandler(states.source(), PastStates.NONE);
    for (RequestHandler handler : List.of(matrix, whole)) {
      String etag = get(handler, POD, Map.of()).headers().get("ETag");
      assertTrue(etag.startsWith("W/\"" + states.source().instance()), etag);
      states.next(TestMesh.of(3));
      Response same = get(handler, POD, Map.of("If-None-Match", "\"x\", " + etag));
      assertEquals(304, same.status());
      assertEquals(0, same.body().length);
      states.next(TestMesh.of(3).cut("n1", "n2"));
      assertEquals(200, get(handler, POD, Map.of("If-None-Match", etag)).status());
      states.next(TestMesh.of(3));
    }
  }

  @Test
  void aLargeStateIsPackedForThoseWhoCanUnpackIt() throws Exception {
    states.next(TestMesh.of(50).peers(3));
    RequestHandler whole = new StateHandler(states.source(), PastStates.NONE);
    byte[] plain = get(whole, "", Map.of()).body();
    Response packed = get(whole, "", Map.of("Accept-Encoding", "br, gzip"));
    assertEquals("gzip", packed.headers().get("Content-Encoding"));
    assertTrue(packed.body().length < plain.length / 4);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertEquals(MAPPER.readTree(plain), MAPPER.readTree(in.readAllBytes()));
    }
  }

  @Test
  void aStateNamesWhatIsToBlame() throws Exception {
    states.settled(TestMesh.of(5, Network.HOST).dead("n3").state("n5", ClientState.LEAVING));
    RequestHandler whole = new StateHandler(states.source(), PastStates.NONE);
    JsonNode state = MAPPER.readTree(get(whole, "", Map.of()).body());
    assertEquals(states.source().instance(), state.get("instance").asText());
    assertEquals("degraded", state.get("status").asText());
    assertEquals(false, state.get("past").asBoolean());
    assertEquals("lab", state.get("cluster").asText());
    JsonNode finding = state.get("findings").get(0);
    assertEquals("node_unreachable", finding.get("kind").asText());
    assertEquals("n3", finding.get("node").asText());
    assertEquals("NetcheckNodeUnreachable", finding.get("runbook").asText());
    assertEquals("node n3 is unreachable in network host", finding.get("sentence").asText());
    assertTrue(finding.get("commands").get(0).asText().startsWith("curl "));
    assertTrue(finding.has("ipFamily") && finding.has("ruledOut"));
    assertEquals("down", state.get("nodes").get(2).get("state").asText());
    assertEquals("up", state.get("nodes").get(0).get("state").asText());
    assertEquals("expected_down", state.get("nodes").get(4).get("state").asText());
    assertEquals("host", state.get("nodes").get(4).get("agents").get(0).get("kind").asText());
    assertEquals("leaving", state.get("nodes").get(4).get("agents").get(0).get("state").asText());
    JsonNode plane = state.get("planes").get(0);
    assertEquals("[\"icmp\",\"udp\",\"tcp\"]", plane.get("probes").toString());
    assertEquals(20, plane.get("links").get("total").asInt());
    assertTrue(state.get("clients").get("expectedDown").isInt());
    assertTrue(state.get("historyFrom").isNull());
  }
}
