// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.DnsTransport;
import io.netcheck.protocol.IpFamily;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Asks one resolver for the addresses of a name as the C library does: the queries for IPv4 and
 * IPv6 leave at once from one port, over UDP, and again over TCP if an answer is cut off (RFC 7766
 * §5). One attempt. The library's {@code SimpleResolver} would accept any first datagram as the
 * answer, and starts a selector thread that cannot be closed.
 */
final class DnsExchange {
  /** Without EDNS a resolver may send 512 bytes, but some send more. */
  private static final int MAX_DATAGRAM = 4096;

  /** Messages over TCP that answer none of the queries. */
  private static final int MOST_WRONG = 8;

  private DnsExchange() {}

  /** The answers that arrive until the deadline; perhaps not all, or none. */
  static DnsAnswers ask(
      InetSocketAddress resolver, DnsTransport transport, Name name, CheckDeadline deadline)
      throws IOException {
    DnsAnswers answers =
        new DnsAnswers(List.of(query(name, IpFamily.IPV4), query(name, IpFamily.IPV6)));
    switch (transport) {
      case TCP -> onlyOverTcp(resolver, answers, deadline);
      case UDP -> {
        overUdp(resolver, answers, deadline);
        List<Message> cut = answers.cutOff();
        if (!cut.isEmpty()) {
          overTcp(resolver, cut, answers, deadline);
        }
      }
    }
    return answers;
  }

  /**
   * Ignores datagrams that do not answer, because they can come from any sender (RFC 5452 §9.1).
   */
  private static void overUdp(
      InetSocketAddress resolver, DnsAnswers answers, CheckDeadline deadline) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      // Connected, so that it receives only from this resolver, and gets the ICMP errors of its
      // host.
      socket.connect(resolver);
      for (Message query : answers.queries()) {
        byte[] question = query.toWire();
        socket.send(new DatagramPacket(question, question.length));
      }
      DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
      while (!answers.areComplete()) {
        socket.setSoTimeout(deadline.remainingMillis());
        packet.setLength(MAX_DATAGRAM);
        socket.receive(packet);
        answers.add(Arrays.copyOf(packet.getData(), packet.getLength()));
      }
    } catch (SocketTimeoutException _) {
      // What arrived until now counts.
    }
  }

  private static void onlyOverTcp(
      InetSocketAddress resolver, DnsAnswers answers, CheckDeadline deadline) throws IOException {
    try {
      overTcp(resolver, answers.queries(), answers, deadline);
    } catch (SocketTimeoutException | EOFException e) {
      // What arrived until now counts.
      if (answers.all().isEmpty()) {
        throw e;
      }
    }
  }

  /** Sends all queries on one connection before it reads (RFC 7766 §6.2.1.1). */
  private static void overTcp(
      InetSocketAddress resolver, List<Message> queries, DnsAnswers answers, CheckDeadline deadline)
      throws IOException {
    try (DeadlineSocket socket = new DeadlineSocket(deadline)) {
      socket.connect(resolver);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      for (Message query : queries) {
        byte[] question = query.toWire();
        out.writeShort(question.length);
        out.write(question);
      }
      socket.getOutputStream().write(bytes.toByteArray());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int read = 0; read < queries.size() + MOST_WRONG; read++) {
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        answers.add(message);
        if (answers.areComplete() && answers.cutOff().isEmpty()) {
          return;
        }
      }
    }
  }

  private static Message query(Name name, IpFamily family) {
    return Message.newQuery(Record.newRecord(name, type(family), DClass.IN));
  }

  static int type(IpFamily family) {
    return switch (family) {
      case IPV4 -> Type.A;
      case IPV6 -> Type.AAAA;
    };
  }
}
