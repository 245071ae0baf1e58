// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What agents and the exporter say about the sweep; a change here is one of the protocol. */
class SweepJsonTest {
  private static final String ANSWER =
      """
      {"sweep":{"order":"a1-7","targets":[\
      {"kind":"host","node":"n9","node_addresses":["10.0.0.9"],"port":6100}]}}\
      """;

  private static final String TOLD =
      """
      "sweep":{"order":"a1-7","unmeasured":["n8"],"failures":[\
      {"target":"n9","network":"host","ip_family":"ipv4","probes":["icmp","udp"],\
      "reason":"timeout"}]}\
      """;

  private static final String HEARTBEAT =
      """
      {"kind":"host","node":"n1","version":"1","instance":"a","uptime_ms":1,"sequence":1,\
      "clock_ms":1,"interval_ms":5000,"port":6100,"generation":"g","rounds":1,"window_ms":1,\
      "planes":[],"services":[],"dns":[],%s}\
      """;

  private static Optional<SweepReport> told(String json) throws MalformedException {
    return HeartbeatJson.read(HEARTBEAT.formatted(json).getBytes(UTF_8)).sweep();
  }

  @Test
  void anAnswerNamesTheAgentsToProbe() throws MalformedException {
    Peer target =
        new Peer(
            new ClientId(AgentKind.HOST, "n9"),
            "",
            new Endpoint(List.of(), List.of(InetAddress.ofLiteral("10.0.0.9")), 6100));
    HeartbeatAnswer answer =
        HeartbeatAnswer.NOTHING.with(Optional.of(new SweepOrder("a1-7", List.of(target))));

    assertEquals(ANSWER, new String(HeartbeatJson.write(answer), UTF_8));
    assertEquals(answer, HeartbeatJson.readAnswer(ANSWER.getBytes(UTF_8)));
    assertEquals(answer, answer.stretched(IntervalStretch.FULL).stretched(IntervalStretch.NONE));
  }

  @Test
  void aHeartbeatTellsWhatFailsAndNothingOfTheRest() throws MalformedException {
    SweepReport report = told(TOLD).orElseThrow();

    assertEquals(
        new SweepReport(
            Optional.of("a1-7"),
            List.of("n8"),
            List.of(
                new SweepFailure(
                    "n9",
                    Network.HOST,
                    IpFamily.IPV4,
                    List.of(ProbeKind.ICMP, ProbeKind.UDP),
                    Optional.of(FailureReason.TIMEOUT)))),
        report);
    Heartbeat heartbeat = HeartbeatJson.read(HEARTBEAT.formatted(TOLD).getBytes(UTF_8));
    String written = new String(HeartbeatJson.write(heartbeat), UTF_8);
    assertTrue(written.endsWith("," + TOLD + "}"), written);
    assertEquals(
        Optional.of(report), heartbeat.inSmallSegments().stretched(IntervalStretch.FULL).sweep());
    assertEquals(Optional.of(SweepReport.NOTHING), told("\"sweep\":{}"));
    assertEquals(Optional.empty(), told("\"older\":{}"));
  }

  @Test
  void whatANewerSideKnowsIsSkipped() throws MalformedException {
    String newer =
        TOLD.replace("\"icmp\"", "\"quantum\",\"icmp\"")
            .replace("\"timeout\"", "\"entangled\",\"spin\":[1]");
    SweepFailure failure = told(newer).orElseThrow().failures().getFirst();
    assertEquals(List.of(ProbeKind.ICMP, ProbeKind.UDP), failure.probes());
    assertEquals(Optional.empty(), failure.reason());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      textBlock =
          """
          "sweep":[]                                                | /sweep              | an object
          "sweep":{"order":"two words"}                             | /sweep/order        | a word
          "sweep":{"unmeasured":["N 1"]}                            | /sweep/unmeasured/0 | RFC 1123
          "sweep":{"failures":[{"network":"host","ip_family":"ipv4"}]} | /sweep/failures/0/target | missing
          "sweep":{"failures":[{"target":"n","network":"moon"}]}    | /sweep/failures/0/network | a network
          """)
  void whatIsWrongIsRefusedWithItsPlace(String json, String place, String expected) {
    MalformedException refused = assertThrows(MalformedException.class, () -> told(json));
    assertEquals(place, refused.field());
    assertTrue(String.valueOf(refused.getMessage()).contains(expected), refused::getMessage);
  }

  @Test
  void neitherSideTakesMoreThanThereCanBe() {
    String names =
        IntStream.range(0, SweepOrder.MOST + 1)
            .mapToObj(i -> "\"n" + i + "\"")
            .collect(Collectors.joining(","));
    assertThrows(
        MalformedException.class, () -> told("\"sweep\":{\"unmeasured\":[" + names + "]}"));
    String target = ANSWER.replaceAll(".*targets\":\\[|\\]\\}\\}$", "");
    String many =
        IntStream.rangeClosed(0, SweepOrder.MOST)
            .mapToObj(_ -> target)
            .collect(Collectors.joining(","));
    MalformedException refused =
        assertThrows(
            MalformedException.class,
            () -> HeartbeatJson.readAnswer(ANSWER.replace(target, many).getBytes(UTF_8)));
    assertEquals("/sweep/targets/64", refused.field());
  }
}
