// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http.jdk;

import com.sun.net.httpserver.HttpServer;
import io.netcheck.daemon.http.AcceptFailureLog;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket that refuses further connections of a source that has too many, and has no
 * connection to accept, after a pause, where accepting one fails: mostly for want of file
 * descriptors. It also closes those that have their {@link EarlyAnswer}.
 *
 * <p>The server of the JDK does not expect such a failure ({@code sun.net.httpserver.ServerImpl},
 * {@code Dispatcher.run}). It tries again at once, as long as a connection waits, and uses a whole
 * core for that. It leaves out the rest of its loop, so that open connections are not answered; and
 * if one of them has just been, registering it again fails from then on, in each turn of the loop,
 * until the process ends. Nor does it know sources. It has no setting for either and no place for a
 * socket of ours, so its private field is set, which the agent's jar opens for itself with {@code
 * Add-Opens}.
 */
final class LimitingServerSocket extends ServerSocketChannel {
  private static final Logger LOG = LoggerFactory.getLogger(LimitingServerSocket.class);

  /**
   * Long enough to cost nothing, and short enough for requests on open connections, which the same
   * thread begins.
   */
  private static final long PAUSE_MILLIS = 100;

  private final ServerSocketChannel listening;
  private final SourceConnections connections;
  private final EarlyAnswer early;
  private final AcceptFailureLog log = new AcceptFailureLog();

  private LimitingServerSocket(
      ServerSocketChannel listening, SourceConnections connections, EarlyAnswer early) {
    super(listening.provider());
    this.listening = listening;
    this.connections = connections;
    this.early = early;
  }

  /**
   * Gives {@code server}, which must not be started yet, such a socket in place of its own. On a
   * JDK where that fails, the server works as it is.
   */
  static void installIn(HttpServer server, SourceConnections connections, EarlyAnswer early) {
    try {
      Object inner = field(server, "server").get(server);
      Field socket = field(inner, "schan");
      socket.set(
          inner,
          new LimitingServerSocket((ServerSocketChannel) socket.get(inner), connections, early));
    } catch (ReflectiveOperationException | InaccessibleObjectException | ClassCastException e) {
      LOG.warn(
          "connections are not limited by source, and there is no pause if one cannot be accepted reason=\"{}\"",
          e.getMessage());
    }
  }

  private static Field field(Object owner, String name) throws NoSuchFieldException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  @Override
  public @Nullable SocketChannel accept() throws IOException {
    try {
      SocketChannel channel = listening.accept();
      return channel == null || (isAdmitted(channel) && !isAnswered(channel)) ? channel : null;
    } catch (ClosedChannelException e) {
      throw e; // The server stops.
    } catch (IOException e) {
      log.note(String.valueOf(e.getMessage()));
      pause();
      return null;
    }
  }

  private boolean isAdmitted(SocketChannel channel) throws IOException {
    InetAddress source = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
    if (connections.admit(channel, source)) {
      return true;
    }
    log.note(source.getHostAddress() + " has too many");
    channel.close();
    return false;
  }

  private boolean isAnswered(SocketChannel channel) {
    try {
      if (!early.answer(channel)) {
        return false;
      }
    } catch (IOException e) {
      LOG.debug("a connection ended before its answer", e);
    } catch (RuntimeException e) {
      // Whatever fails in the kernel, a connection that nobody closes would stay for ever.
      log.note(e.toString());
    }
    close(channel);
    return true;
  }

  /** A client that is gone is no failure to accept connections. */
  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("channel close failed", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public ServerSocketChannel bind(@Nullable SocketAddress local, int backlog) throws IOException {
    listening.bind(local, backlog);
    return this;
  }

  @Override
  public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    listening.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return listening.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return listening.supportedOptions();
  }

  @Override
  public ServerSocket socket() {
    return listening.socket();
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return listening.getLocalAddress();
  }

  @Override
  protected void implCloseSelectableChannel() throws IOException {
    listening.close();
  }

  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    listening.configureBlocking(block);
  }
}
