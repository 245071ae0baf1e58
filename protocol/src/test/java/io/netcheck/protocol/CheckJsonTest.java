// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckJsonTest {
  private static final CheckQuestion QUESTION =
      new CheckQuestion(
          Optional.of(Network.HOST),
          Optional.of(IpFamily.IPV6),
          List.of(CheckProbe.MTU, CheckProbe.TRACE),
          List.of(1_280, 9_000),
          List.of(443),
          7);

  private static final List<CheckLine> LINES =
      List.of(
          new CheckLine.Measured(
              Network.HOST,
              IpFamily.IPV4,
              CheckProbe.UDP,
              0,
              6100,
              5,
              2,
              100,
              110,
              120,
              Map.of(FailureReason.TIMEOUT, 1, FailureReason.REJECTED, 1),
              List.of(ErrorSender.SOURCE),
              List.of(40_001)),
          new CheckLine.Traced(
              Network.HOST,
              IpFamily.IPV4,
              6100,
              List.of(
                  new TraceHop(1, InetAddress.ofLiteral("10.0.1.1"), 80),
                  new TraceHop(3, InetAddress.ofLiteral("10.0.3.1"), 95)),
              Optional.of(FailureReason.TIMEOUT)),
          new CheckLine.Skipped(
              Network.HOST,
              IpFamily.IPV4,
              CheckProbe.ICMP,
              CheckLine.Skipped.Reason.NOT_SUPPORTED));

  @Test
  void aRequestIsReadAsItWasWritten() throws MalformedException {
    CheckRequest request = new CheckRequest("n1", "n2", true, QUESTION);
    assertEquals(request, CheckJson.readRequest(CheckJson.write(request)));
  }

  @Test
  void aRequestNeedsNoMoreThanTwoNodes() throws MalformedException {
    assertEquals(
        new CheckRequest(
            "n1",
            "n2",
            false,
            new CheckQuestion(
                Optional.empty(),
                Optional.empty(),
                CheckQuestion.DEFAULT_PROBES,
                List.of(),
                List.of(),
                CheckQuestion.DEFAULT_COUNT)),
        CheckJson.readRequest("{\"source\":\"n1\",\"target\":\"n2\"}".getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"source":"n1"}                                                | /target
          {"source":"N 1","target":"n2"}                                 | /source
          {"source":"n1","target":"n2","count":0}                        | /count
          {"source":"n1","target":"n2","count":21}                       | /count
          {"source":"n1","target":"n2","sizes":[67]}                     | /sizes/0
          {"source":"n1","target":"n2","sizes":[9217]}                   | /sizes/0
          {"source":"n1","target":"n2","sizes":[1,2,3,4,5,6,7,8,9]}      | /sizes/0
          {"source":"n1","target":"n2","ports":[0]}                      | /ports/0
          {"source":"n1","target":"n2","ports":[1,2,3,4,5]}              | /ports/4
          {"source":"n1","target":"n2","probes":["arp"]}                 | /probes/0
          {"source":"n1","target":"n2","network":"wan"}                  | /network
          """)
  void whatIsNotARequestIsRefusedAtItsPlace(String json, String field) {
    MalformedException e =
        assertThrows(MalformedException.class, () -> CheckJson.readRequest(json.getBytes(UTF_8)));
    assertEquals(field, e.field());
  }

  @Test
  void ordersTravelInTheAnswerToAHeartbeat() throws MalformedException {
    Peer target =
        new Peer(
            new ClientId(AgentKind.HOST, "n2"),
            "a",
            new Endpoint(List.of(), List.of(InetAddress.ofLiteral("10.0.0.2")), 6100));
    HeartbeatAnswer answer =
        HeartbeatAnswer.confirmed(Duration.ofSeconds(9))
            .with(List.of(new CheckOrder("b1", target, QUESTION)));
    assertEquals(answer, HeartbeatJson.readAnswer(HeartbeatJson.write(answer)));
  }

  @Test
  void anOlderAgentLeavesOutAProbeThatItDoesNotKnow() throws MalformedException {
    String json =
        """
        {"orders":[{"id":"b1","probes":["icmp","quic"],"new":{"a":1},
         "target":{"kind":"host","node":"n2","node_addresses":["10.0.0.2"],"port":6100}}]}
        """;
    CheckOrder order = HeartbeatJson.readAnswer(json.getBytes(UTF_8)).orders().getFirst();
    assertEquals(List.of(CheckProbe.ICMP), order.question().probes());
  }

  @Test
  void theProgressOfACheckIsReadAsItWasWritten() throws MalformedException {
    ClientId source = new ClientId(AgentKind.HOST, "n1");
    CheckProgress progress =
        new CheckProgress(
            "b1",
            Instant.parse("2026-01-02T03:04:05Z"),
            List.of(
                new CheckProgress.Direction(
                    source, "n2", CheckProgress.State.DONE, Optional.empty(), LINES),
                new CheckProgress.Direction(
                    source,
                    "n3",
                    CheckProgress.State.REFUSED,
                    Optional.of(CheckRefusal.BUSY),
                    List.of())));
    assertEquals(progress, CheckJson.readProgress(CheckJson.write(progress)));
  }

  @Test
  void aLineOfAProbeThatIsNotKnownHereIsLeftOut() throws MalformedException {
    String json =
        """
        {"id":"b1","directions":[{"kind":"host","source":"n1","target":"n2","state":"done","lines":[
          {"network":"host","ip_family":"ipv4","probe":"quic","sent":1,"failed":0},
          {"network":"host","ip_family":"ipv4","probe":"icmp","sent":1,"failed":0}]}]}
        """;
    assertEquals(
        List.of(CheckProbe.ICMP),
        CheckJson.readProgress(json.getBytes(UTF_8)).directions().getFirst().lines().stream()
            .map(CheckLine::probe)
            .toList());
  }

  @Test
  void hopsThatAreNotInOrderAreRefused() {
    String json =
        """
        {"id":"b1","directions":[{"kind":"host","source":"n1","target":"n2","state":"done","lines":[
          {"network":"host","ip_family":"ipv4","probe":"trace","hops":[
            {"hop":2,"address":"10.0.0.1"},{"hop":2,"address":"10.0.0.2"}]}]}]}
        """;
    assertThrows(MalformedException.class, () -> CheckJson.readProgress(json.getBytes(UTF_8)));
  }

  @Test
  void moreTracesThanLinksAreRefused() throws MalformedException {
    List<CheckLine> each = new ArrayList<>();
    for (Network network : Network.values()) {
      for (IpFamily family : IpFamily.values()) {
        each.add(new CheckLine.Traced(network, family, 6100, List.of(), Optional.empty()));
      }
    }
    CheckProgress.Direction direction =
        CheckJson.readProgress(CheckJson.write(progress(each))).directions().getFirst();
    assertEquals(each, direction.lines());
    each.add(each.getFirst());
    byte[] json = CheckJson.write(progress(each));
    assertThrows(MalformedException.class, () -> CheckJson.readProgress(json));
  }

  private static CheckProgress progress(List<CheckLine> lines) {
    return new CheckProgress(
        "a1",
        Instant.EPOCH,
        List.of(
            new CheckProgress.Direction(
                new ClientId(AgentKind.HOST, "n1"),
                "n2",
                CheckProgress.State.DONE,
                Optional.empty(),
                lines)));
  }

  @Test
  void aMeanIsBetweenTheShortestAndTheLongestRoundTrip() {
    String json =
        """
        {"id":"c","directions":[{"kind":"pod","source":"a","target":"b","state":"done","lines":[
          {"network":"pod","ip_family":"ipv4","probe":"udp","sent":1,"rtt_mean_us":2}]}]}
        """;
    MalformedException e =
        assertThrows(MalformedException.class, () -> CheckJson.readProgress(json.getBytes(UTF_8)));
    assertEquals("rtt_min_us, rtt_mean_us and rtt_max_us expected in this order", e.getMessage());
  }
}
