// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/**
 * Sends one query to one resolver: over UDP, and again over TCP if the answer is truncated (RFC
 * 1035 §4.2, RFC 7766 §5). One attempt. The library's {@code SimpleResolver} would accept any first
 * datagram as the answer, and starts a selector thread that cannot be closed.
 */
final class DnsExchange {
  /** Without EDNS a resolver may send 512 bytes, but some send more. */
  private static final int MAX_DATAGRAM = 4096;

  private DnsExchange() {}

  static Message ask(InetSocketAddress resolver, Message query, CheckDeadline deadline)
      throws IOException {
    Message answer = overUdp(resolver, query, deadline);
    return answer.getHeader().getFlag(Flags.TC) ? overTcp(resolver, query, deadline) : answer;
  }

  /**
   * Ignores datagrams that do not answer this query until the deadline, because they can come from
   * any sender (RFC 5452 §9.1). If there was such a datagram and no answer, the failure is {@code
   * protocol} instead of {@code timeout}.
   */
  private static Message overUdp(InetSocketAddress resolver, Message query, CheckDeadline deadline)
      throws IOException {
    boolean nonsense = false;
    try (DatagramSocket socket = new DatagramSocket()) {
      // Connected, so that it receives only from this resolver, and gets the ICMP errors of its
      // host.
      socket.connect(resolver);
      byte[] question = query.toWire();
      socket.send(new DatagramPacket(question, question.length));
      DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
      while (true) {
        socket.setSoTimeout(deadline.remainingMillis());
        packet.setLength(MAX_DATAGRAM);
        socket.receive(packet);
        Optional<Message> answer =
            answer(query, Arrays.copyOf(packet.getData(), packet.getLength()));
        if (answer.isPresent()) {
          return answer.get();
        }
        nonsense = true;
      }
    } catch (SocketTimeoutException e) {
      if (nonsense) {
        throw new FailedCheckException(FailureReason.PROTOCOL, "no datagram answers the query");
      }
      throw e;
    }
  }

  private static Message overTcp(InetSocketAddress resolver, Message query, CheckDeadline deadline)
      throws IOException {
    try (DeadlineSocket socket = new DeadlineSocket(deadline)) {
      socket.connect(resolver);
      byte[] question = query.toWire();
      socket
          .getOutputStream()
          .write(
              ByteBuffer.allocate(2 + question.length)
                  .putShort((short) question.length)
                  .put(question)
                  .array());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] bytes = new byte[in.readUnsignedShort()];
      in.readFully(bytes);
      return answer(query, bytes)
          .orElseThrow(() -> new ProtocolException("the answer does not match the query"));
    }
  }

  private static Optional<Message> answer(Message query, byte[] bytes) {
    Message answer;
    try {
      answer = new Message(bytes);
    } catch (IOException | RuntimeException _) {
      // The parser of the library throws one or the other, depending on the error.
      return Optional.empty();
    }
    boolean same =
        answer.getHeader().getID() == query.getHeader().getID()
            && answer.getHeader().getFlag(Flags.QR)
            && answersQuestion(query, answer);
    return same ? Optional.of(answer) : Optional.empty();
  }

  /** A resolver that could not read the query does not have to repeat it. */
  private static boolean answersQuestion(Message query, Message answer) {
    return answer.getSection(Section.QUESTION).isEmpty()
        ? answer.getRcode() != Rcode.NOERROR
        : query.getSection(Section.QUESTION).equals(answer.getSection(Section.QUESTION));
  }
}
