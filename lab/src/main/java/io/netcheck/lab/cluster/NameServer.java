// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import io.netcheck.lab.wire.NetworkNamespace;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server that answers each name with one address or none, until it is silenced. */
public final class NameServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NameServer.class);
  public static final int PORT = 53;
  private static final int LARGEST = 512;
  private static final int TTL_SECONDS = 5;
  private static final int BACKLOG = 256;
  private static final int IDLE_MILLIS = 10_000;

  private final Function<String, Optional<InetAddress>> addresses;
  private final DatagramSocket socket;
  private final ServerSocket connections;
  private final Thread thread;
  private final Thread accepting;
  private volatile boolean silent;
  private volatile Set<String> removed = Set.of();

  /**
   * @param addresses IPv4 addresses by name, in lower case and without the trailing dot
   */
  public NameServer(
      NetworkNamespace network, String address, Function<String, Optional<InetAddress>> addresses)
      throws IOException {
    this.addresses = addresses;
    socket =
        network.call(
            HttpGet.TIMEOUT, () -> new DatagramSocket(new InetSocketAddress(address, PORT)));
    connections =
        network.call(
            HttpGet.TIMEOUT, () -> new ServerSocket(PORT, BACKLOG, InetAddress.ofLiteral(address)));
    thread = Thread.ofVirtual().name("name-server").start(this::serve);
    accepting = Thread.ofVirtual().name("name-server-tcp").start(this::accept);
  }

  public void silence(boolean on) {
    silent = on;
  }

  /** Answers that these names do not exist, and that all others do. */
  public void remove(Set<String> names) {
    removed = Set.copyOf(names);
  }

  private void serve() {
    byte[] buffer = new byte[LARGEST];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        if (!silent) {
          byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        if (!socket.isClosed()) {
          LOG.warn("name server failed problem=\"{}\"", e.getMessage());
        }
      }
    }
  }

  private void accept() {
    while (!connections.isClosed()) {
      try {
        Socket connection = connections.accept();
        Thread.ofVirtual().name("name-server-connection").start(() -> serve(connection));
      } catch (IOException e) {
        if (!connections.isClosed()) {
          LOG.warn("name server failed problem=\"{}\"", e.getMessage());
        }
      }
    }
  }

  /** Answers queries one after the other (RFC 7766 §6.2.1). */
  private void serve(Socket connection) {
    try (connection) {
      connection.setSoTimeout(IDLE_MILLIS);
      DataInputStream in = new DataInputStream(connection.getInputStream());
      DataOutputStream out = new DataOutputStream(connection.getOutputStream());
      while (true) {
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        if (!silent) {
          byte[] answer = answer(query);
          out.writeShort(answer.length);
          out.write(answer);
          out.flush();
        }
      }
    } catch (IOException _) {
      // The client closed the connection, or waits for an answer that does not come.
    }
  }

  private byte[] answer(byte[] bytes) throws IOException {
    Message query = new Message(bytes);
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    Record question = query.getQuestion();
    answer.addRecord(question, Section.QUESTION);
    String name = question.getName().toString(true).toLowerCase(Locale.ROOT);
    Optional<InetAddress> address =
        removed.contains(name) ? Optional.empty() : addresses.apply(name);
    if (address.isEmpty()) {
      answer.getHeader().setRcode(Rcode.NXDOMAIN);
    } else if (question.getType() == Type.A) {
      answer.addRecord(
          new ARecord(question.getName(), DClass.IN, TTL_SECONDS, address.get()), Section.ANSWER);
    }
    return answer.toWire(LARGEST);
  }

  @Override
  public void close() {
    socket.close();
    thread.interrupt();
    try {
      connections.close();
    } catch (IOException e) {
      LOG.warn("name server close failed problem=\"{}\"", e.getMessage());
    }
    accepting.interrupt();
  }
}
