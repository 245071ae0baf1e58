// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.CheckLine;
import io.netcheck.protocol.CheckProbe;
import io.netcheck.protocol.CheckProgress;
import io.netcheck.protocol.CheckRefusal;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.ErrorSender;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.TraceHop;
import io.netcheck.report.TextStyle;
import io.netcheck.testing.FreePort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {
  private static final CheckLine PASSED = measured(5, 0, Map.of(), List.of());
  private static final CheckLine FAILED =
      measured(5, 2, Map.of(FailureReason.REJECTED, 2), List.of(ErrorSender.SOURCE));
  private static final CheckLine SKIPPED =
      new CheckLine.Skipped(
          Network.HOST, IpFamily.IPV4, CheckProbe.ICMP, CheckLine.Skipped.Reason.NOT_SUPPORTED);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return Main.run(
        List.of(args), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private static CheckLine measured(
      int sent, int failed, Map<FailureReason, Integer> reasons, List<ErrorSender> senders) {
    return new CheckLine.Measured(
        Network.HOST,
        IpFamily.IPV4,
        CheckProbe.UDP,
        0,
        6100,
        sent,
        failed,
        90,
        110,
        250,
        reasons,
        senders,
        failed == 0 ? List.of() : List.of(40_001));
  }

  private static CheckProgress.Direction done(CheckLine... lines) {
    return direction(CheckProgress.State.DONE, lines);
  }

  private static CheckProgress.Direction direction(CheckProgress.State state, CheckLine... lines) {
    return new CheckProgress.Direction(
        new ClientId(AgentKind.HOST, "n1"),
        "n2",
        state,
        state == CheckProgress.State.REFUSED
            ? Optional.of(CheckRefusal.TOO_MANY)
            : Optional.empty(),
        List.of(lines));
  }

  private static CheckProgress progress(CheckProgress.Direction... directions) {
    return new CheckProgress("b1", Instant.EPOCH, List.of(directions));
  }

  private static int code(CheckProgress.Direction... directions) {
    return CheckCommand.code(progress(directions));
  }

  @Test
  void scriptsLearnWhetherEverythingPassed() {
    assertEquals(0, code(done(PASSED, SKIPPED), done(PASSED)));
    assertEquals(2, code(done(PASSED), done(PASSED, FAILED)));
    assertEquals(2, code(done(FAILED), direction(CheckProgress.State.SILENT)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"REFUSED", "SILENT", "BUSY", "EXPIRED", "SENT"})
  void whatWasNotDoneDidNotPass(String state) {
    assertEquals(1, code(done(PASSED), direction(CheckProgress.State.valueOf(state))));
  }

  @Test
  void aCheckThatSentNothingDidNotPass() {
    assertEquals(1, code(done(SKIPPED)));
    assertEquals(2, code(done(measured(0, 0, Map.of(), List.of()))));
  }

  @Test
  void theTableNamesReasonsSendersPortsAndHops() {
    CheckLine trace =
        new CheckLine.Traced(
            Network.HOST,
            IpFamily.IPV6,
            6100,
            List.of(
                new TraceHop(1, InetAddress.ofLiteral("fd00:1::1"), 80),
                new TraceHop(3, InetAddress.ofLiteral("fd00:3::1"), 95)),
            Optional.of(FailureReason.TIMEOUT));
    String page =
        CheckTable.of(
            progress(done(PASSED, FAILED, trace, SKIPPED), direction(CheckProgress.State.REFUSED)),
            TextStyle.PLAIN);
    assertEquals(
        """
        n1 -> n2 (host agents)
          network  family  probe       sent  lost      min     mean      max
          host     IPv4    udp :6100      5     0  0.09 ms  0.11 ms  0.25 ms
          host     IPv4    udp :6100      5     2  0.09 ms  0.11 ms  0.25 ms  rejected by source from port 40001
          host     IPv6    trace       1 fd00:1:0:0:0:0:0:1, 3 fd00:3:0:0:0:0:0:1, and nobody beyond
          host     IPv4    icmp        skipped: not supported

        n1 -> n2 (host agents)
          agent host/n1 does not do it: too_many.

        2 of 3 lines fail; 1 of 2 directions not done.
        """,
        page);
  }

  @Test
  void anUnknownNodeIsNamedWithTheKnownOnes() {
    try (TestExporter exporter = new TestExporter()) {
      assertEquals(1, run("check", "n1", "n2", "--url=" + exporter.url()));
    }
    assertEquals(
        "netcheck check: there is no agent on node n1; known nodes: none\n", err.toString(UTF_8));
  }

  @Test
  void anExporterThatIsNotThereIsOneSentence() throws IOException {
    assertEquals(3, run("check", "n1", "n2", "--url=http://127.0.0.1:" + FreePort.on("127.0.0.1")));
    assertEquals(1, err.toString(UTF_8).lines().count(), err.toString(UTF_8));
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertEquals(1, run("check", "n1"));
    assertTrue(err.toString(UTF_8).contains("the names of two nodes"), err.toString(UTF_8));
    assertEquals(1, run("check", "n1", "n2", "--probe", "arp", "--size=20", "--count=21"));
    String message = err.toString(UTF_8);
    assertTrue(message.contains("icmp, udp, tcp, mtu or trace"), message);
    assertTrue(message.contains("at most 8 sizes from 68 to 9216"), message);
    assertTrue(message.contains("a whole number from 1 to 20"), message);
  }

  @Test
  void helpNamesEveryFlagAndTheExitCodes() {
    assertEquals(0, run("check", "--help"));
    for (String part :
        List.of(
            "--probe",
            "--size",
            "--port",
            "--count",
            "--network",
            "--ip-family",
            "--one-way",
            "--json",
            "--url",
            "0 if everything passed, 2 if something failed")) {
      assertTrue(out.toString(UTF_8).contains(part), part);
    }
  }
}
