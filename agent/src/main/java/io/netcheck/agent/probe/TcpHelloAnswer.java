// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netcheck.daemon.http.jdk.EarlyAnswer;
import io.netcheck.protocol.IpFamily;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Answers the hello of a peer's TCP probe ({@link TcpHello}) on the thread that accepts it. Each
 * peer asks every ten seconds, and for the HTTP server that is the most expensive work of an agent
 * beside its own probes. Only the very bytes of a hello that are there already are answered; all
 * else, such as a hello that comes in parts, is for the server, which has the same page.
 *
 * <p>Thread-safe.
 */
public final class TcpHelloAnswer implements EarlyAnswer {
  private final byte[] answer;

  /**
   * @param own the identity that it tells
   */
  public TcpHelloAnswer(AgentIdentity own) {
    String page = TcpHello.page(own);
    answer =
        """
        HTTP/1.1 200 OK\r
        Content-Type: text/plain; charset=utf-8\r
        Content-Length: %d\r
        Connection: close\r
        \r
        %s\
        """
            .formatted(page.length(), page)
            .getBytes(US_ASCII);
  }

  @Override
  public boolean answer(SocketChannel accepted) throws IOException {
    ByteBuffer hello = TcpHello.request();
    if (!KernelSocket.available() || !isSaid(accepted, hello)) {
      return false;
    }
    // What is left unread resets the connection, and the answer could be lost.
    accepted.read(ByteBuffer.allocate(hello.remaining()));
    // A new connection has room for it.
    accepted.write(ByteBuffer.wrap(answer));
    return true;
  }

  /** Whether what was received by now is {@code hello} and no more. */
  private static boolean isSaid(SocketChannel accepted, ByteBuffer hello) throws IOException {
    InetSocketAddress local = (InetSocketAddress) accepted.getLocalAddress();
    KernelSocket socket = KernelSocket.of(accepted, IpFamily.of(local.getAddress())).orElseThrow();
    try (Arena call = Arena.ofConfined()) {
      MemorySegment received = call.allocate(hello.remaining() + 1L);
      int length = socket.peek(received);
      return length == hello.remaining() && received.asByteBuffer().limit(length).equals(hello);
    }
  }
}
