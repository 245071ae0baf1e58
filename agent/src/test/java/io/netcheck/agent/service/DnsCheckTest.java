// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.DnsTransport;
import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

@Timeout(20)
class DnsCheckTest {
  private static final Name NAME = Name.fromConstantString("svc.example.");

  @Test
  void anAddressIsASuccess() throws IOException {
    try (DnsServer server = DnsServer.answering(q -> DnsServer.address(q, "10.0.0.1"))) {
      CheckOutcome outcome = check(server, CheckFixtures.soon());
      assertEquals(Optional.empty(), outcome.failure());
      assertEquals(Set.of(CheckPhase.RESOLVE), outcome.phaseNanos().keySet());
      assertTrue(outcome.totalNanos() > 0);
    }
  }

  @Test
  void aNameWithAnIpv6AddressOnlyIsASuccess() throws IOException {
    try (DnsServer server = DnsServer.answering(q -> DnsServer.address(q, "fd00::1"))) {
      assertEquals(Optional.empty(), check(server, CheckFixtures.soon()).failure());
    }
  }

  @Test
  void bothFamiliesAreAskedForAtOnceFromOnePort() throws IOException {
    try (DnsServer server = DnsServer.afterBoth(q -> DnsServer.address(q, "10.0.0.1"))) {
      assertEquals(Optional.empty(), check(server, CheckFixtures.soon()).failure());
      assertEquals(List.of("svc.example. A", "svc.example. AAAA"), server.questions());
      assertEquals(1, server.ports().size());
    }
  }

  @Test
  void aLostAnswerOfTwoIsAFailureOfItsOwn() throws IOException {
    for (int lost : List.of(Type.A, Type.AAAA)) {
      try (DnsServer server =
          new DnsServer(q ->
              q.getQuestion().getType() == lost
                  ? List.of()
                  : List.of(DnsServer.address(q, "10.0.0.1").toWire()))) {
        assertFailed(FailureReason.ONE_ANSWER, check(server, CheckFixtures.now()));
      }
    }
  }

  @Test
  void aNameWithoutAddressesIsToldApartFromOneThatDoesNotExist() throws IOException {
    try (DnsServer server = DnsServer.answering(q -> DnsServer.rcode(q, Rcode.NXDOMAIN))) {
      assertFailed(FailureReason.NXDOMAIN, check(server, CheckFixtures.soon()));
    }
    try (DnsServer server = DnsServer.answering(q -> DnsServer.rcode(q, Rcode.NOERROR))) {
      assertFailed(FailureReason.NO_ADDRESS, check(server, CheckFixtures.soon()));
    }
  }

  @Test
  void aResolverThatFailsIsToldApartFromOneThatRefuses() throws IOException {
    try (DnsServer server = DnsServer.answering(q -> DnsServer.rcode(q, Rcode.SERVFAIL))) {
      assertFailed(FailureReason.SERVFAIL, check(server, CheckFixtures.soon()));
    }
    try (DnsServer server =
        DnsServer.answering(q -> {
          Message answer = DnsServer.rcode(q, Rcode.REFUSED);
          answer.removeAllRecords(Section.QUESTION);
          return answer;
        })) {
      assertFailed(FailureReason.QUERY_REFUSED, check(server, CheckFixtures.soon()));
    }
    try (DnsServer server = DnsServer.answering(q -> DnsServer.rcode(q, Rcode.NOTIMP))) {
      assertFailed(FailureReason.PROTOCOL, check(server, CheckFixtures.soon()));
    }
  }

  @Test
  void anErrorInOneFamilyIsAFailureBecauseProgramsTakeItForTheName() throws IOException {
    try (DnsServer server =
        DnsServer.answering(q ->
            q.getQuestion().getType() == Type.A
                ? DnsServer.address(q, "10.0.0.1")
                : DnsServer.rcode(q, Rcode.NXDOMAIN))) {
      assertFailed(FailureReason.NXDOMAIN, check(server, CheckFixtures.soon()));
    }
  }

  @Test
  void silenceIsATimeout() throws IOException {
    try (DnsServer server = new DnsServer(_ -> List.of())) {
      assertFailed(FailureReason.TIMEOUT, check(server, CheckFixtures.now()));
      assertEquals(2, server.questions().size(), "no retry");
    }
  }

  @Test
  void aClosedPortIsARefusal() throws IOException {
    InetSocketAddress closed;
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      closed = new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
    }
    assertFailed(
        FailureReason.REFUSED,
        new DnsCheck(closed, DnsTransport.UDP, NAME).run(CheckFixtures.soon()));
  }

  @Test
  void nonsenseIsNoAnswer() throws IOException {
    Random random = new Random(7);
    try (DnsServer server =
        new DnsServer(_ ->
            random
                .ints(200, 0, 600)
                .mapToObj(length -> {
                  byte[] bytes = new byte[length];
                  random.nextBytes(bytes);
                  return bytes;
                })
                .toList())) {
      assertFailed(FailureReason.PROTOCOL, check(server, CheckFixtures.now()));
    }
  }

  @Test
  void anAnswerToAnotherQuestionIsNoAnswer() throws IOException {
    try (DnsServer server = new DnsServer(q -> List.of(withId(q, 1), otherName(q), q.toWire()))) {
      assertFailed(FailureReason.PROTOCOL, check(server, CheckFixtures.now()));
    }
  }

  @Test
  void theAnswerAfterForgedOnesCounts() throws IOException {
    try (DnsServer server =
        new DnsServer(q ->
            List.of(
                new byte[] {1, 2, 3},
                withId(q, 1),
                otherName(q),
                DnsServer.address(q, "10.0.0.1").toWire()))) {
      assertEquals(Optional.empty(), check(server, CheckFixtures.soon()).failure());
    }
  }

  @Test
  void anAnswerThatWasCutIsAskedForAgainOverTcp() throws IOException {
    try (DnsServer server = DnsServer.answering(DnsCheckTest::cut);
        LoopbackServer tcp = tcp(server, DnsServer.tcp(q -> DnsServer.address(q, "10.0.0.1")))) {
      assertEquals(Optional.empty(), check(server, CheckFixtures.soon()).failure());
      assertEquals(1, tcp.connections());
    }
  }

  @Test
  void aResolverWithoutTcpCannotGiveLongAnswers() throws IOException {
    try (DnsServer server = DnsServer.answering(DnsCheckTest::cut)) {
      assertFailed(FailureReason.REFUSED, check(server, CheckFixtures.soon()));
    }
  }

  @Test
  void nonsenseOverTcpIsNoAnswer() throws IOException {
    try (DnsServer server = DnsServer.answering(DnsCheckTest::cut);
        LoopbackServer _ =
            tcp(server, connection -> connection.getOutputStream().write(new byte[] {0, 9, 1}))) {
      assertFailed(FailureReason.PROTOCOL, check(server, CheckFixtures.soon()));
    }
  }

  @Test
  void overTcpBothQueriesShareAConnection() throws IOException {
    try (DnsServer server = new DnsServer(_ -> List.of());
        LoopbackServer tcp = tcp(server, DnsServer.tcp(q -> DnsServer.address(q, "10.0.0.1")))) {
      assertEquals(
          Optional.empty(), check(server, DnsTransport.TCP, CheckFixtures.soon()).failure());
      assertEquals(1, tcp.connections());
      assertEquals(List.of(), server.questions(), "nothing over UDP");
    }
  }

  @Test
  void aResolverThatIsClosedOrSilentOverTcpIsToldApart() throws IOException {
    try (DnsServer server = DnsServer.answering(q -> DnsServer.address(q, "10.0.0.1"))) {
      assertFailed(FailureReason.REFUSED, check(server, DnsTransport.TCP, CheckFixtures.soon()));
      try (LoopbackServer _ = tcp(server, LoopbackServer::silent)) {
        assertFailed(FailureReason.TIMEOUT, check(server, DnsTransport.TCP, CheckFixtures.now()));
      }
    }
  }

  @Test
  void aResolverThatAnswersOneQueryOfAConnectionGivesOneAnswer() throws IOException {
    try (DnsServer server = new DnsServer(_ -> List.of());
        LoopbackServer _ =
            tcp(server, DnsServer.oneOverTcp(q -> DnsServer.address(q, "10.0.0.1")))) {
      assertFailed(FailureReason.ONE_ANSWER, check(server, DnsTransport.TCP, CheckFixtures.soon()));
    }
  }

  private static LoopbackServer tcp(DnsServer server, LoopbackServer.ConnectionHandler behaviour)
      throws IOException {
    return new LoopbackServer(
        ServerSocketFactory.getDefault(), server.address().getPort(), behaviour);
  }

  private static Message cut(Message question) {
    Message answer = DnsServer.rcode(question, Rcode.NOERROR);
    answer.getHeader().setFlag(Flags.TC);
    return answer;
  }

  private static byte[] withId(Message question, int more) {
    Message answer = DnsServer.address(question, "10.6.6.6");
    answer.getHeader().setID((question.getHeader().getID() + more) & 0xffff);
    return answer.toWire();
  }

  private static byte[] otherName(Message question) {
    Message other =
        Message.newQuery(
            Record.newRecord(
                Name.fromConstantString("other."), question.getQuestion().getType(), DClass.IN));
    other.getHeader().setID(question.getHeader().getID());
    return DnsServer.address(other, "10.6.6.6").toWire();
  }

  private static CheckOutcome check(DnsServer server, CheckDeadline deadline) {
    return check(server, DnsTransport.UDP, deadline);
  }

  private static CheckOutcome check(
      DnsServer server, DnsTransport transport, CheckDeadline deadline) {
    return new DnsCheck(server.address(), transport, NAME).run(deadline);
  }

  private static void assertFailed(FailureReason reason, CheckOutcome outcome) {
    assertEquals(Optional.of(reason), outcome.failure());
  }
}
