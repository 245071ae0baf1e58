// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A resolver on loopback that answers over UDP as the test says, and records the queries. */
final class DnsServer implements AutoCloseable {
  private final DatagramSocket socket;
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

  /** Sends every datagram that {@code behaviour} returns for a query. */
  DnsServer(Function<Message, List<byte[]>> behaviour) throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> serve(behaviour));
  }

  static DnsServer answering(Function<Message, Message> behaviour) throws IOException {
    return new DnsServer(question -> List.of(behaviour.apply(question).toWire()));
  }

  /** Answers the first query only after the second one has arrived. */
  static DnsServer afterBoth(Function<Message, Message> behaviour) throws IOException {
    List<byte[]> held = new CopyOnWriteArrayList<>();
    return new DnsServer(question -> {
      held.add(behaviour.apply(question).toWire());
      return held.size() < 2 ? List.of() : held;
    });
  }

  InetSocketAddress address() {
    return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
  }

  /** The ports from which queries came. */
  Set<Integer> ports() {
    return ports;
  }

  /** The queries, as {@code name type}. */
  List<String> questions() {
    return questions;
  }

  @Override
  public void close() {
    socket.close();
  }

  private void serve(Function<Message, List<byte[]>> behaviour) {
    byte[] buffer = new byte[4096];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        Message question = new Message(Arrays.copyOf(buffer, packet.getLength()));
        Record asked = question.getQuestion();
        ports.add(packet.getPort());
        questions.add(asked.getName() + " " + Type.string(asked.getType()));
        for (byte[] answer : behaviour.apply(question)) {
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException _) {
      // The socket was closed.
    }
  }

  /** Answers both queries of a connection over TCP, the second one first. */
  static LoopbackServer.ConnectionHandler tcp(Function<Message, Message> behaviour) {
    return socket -> {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      Message first = read(in);
      // Of an answer that was cut off over UDP, the only query.
      if (in.available() > 0) {
        write(socket, behaviour.apply(read(in)));
      }
      write(socket, behaviour.apply(first));
      LoopbackServer.silent(socket);
    };
  }

  /** Answers one query over TCP and closes the connection. */
  static LoopbackServer.ConnectionHandler oneOverTcp(Function<Message, Message> behaviour) {
    return socket -> {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      Message first = read(in);
      read(in);
      write(socket, behaviour.apply(first));
    };
  }

  private static Message read(DataInputStream in) throws IOException {
    byte[] question = new byte[in.readUnsignedShort()];
    in.readFully(question);
    return new Message(question);
  }

  private static void write(Socket socket, Message message) throws IOException {
    byte[] answer = message.toWire();
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeShort(answer.length);
    out.write(answer);
    out.flush();
  }

  static Message rcode(Message question, int rcode) {
    Message answer = new Message(question.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setRcode(rcode);
    answer.addRecord(question.getQuestion(), Section.QUESTION);
    return answer;
  }

  /** A response with {@code address} if its family matches the query. */
  static Message address(Message question, String address) {
    Message answer = rcode(question, Rcode.NOERROR);
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    int type = bytes.length == 4 ? Type.A : Type.AAAA;
    Record asked = question.getQuestion();
    if (asked.getType() == type) {
      answer.addRecord(
          Record.newRecord(asked.getName(), type, DClass.IN, 5, bytes), Section.ANSWER);
    }
    return answer;
  }
}
