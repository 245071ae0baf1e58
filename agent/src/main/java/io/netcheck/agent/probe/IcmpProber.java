// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.ProbeKind;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Probes whether the target's host answers an ICMP echo. Uses an unprivileged ICMP socket, or else
 * a raw socket; without either, ICMP is not supported.
 */
public final class IcmpProber implements Prober {
  private static final Duration WARM_UP = Duration.ofMillis(200);
  private static final Duration RECEIVE_TIMEOUT = Duration.ofMillis(50);

  private final SourceAddresses own;
  private final Map<IpFamily, IcmpEcho> echoes = new EnumMap<>(IpFamily.class);
  private final Map<IpFamily, IcmpSocket.Type> sockets = new EnumMap<>(IpFamily.class);
  private final Map<IpFamily, String> refusals = new EnumMap<>(IpFamily.class);

  /** Sends one echo to its own address first, so that no sample includes linking native calls. */
  public IcmpProber(EventLoop loop, List<InetAddress> own, ProcessClock clock) {
    this.own = new SourceAddresses(own);
    this.own.byFamily().forEach((family, address) -> open(loop, family, address, clock));
  }

  @Override
  public ProbeKind kind() {
    return ProbeKind.ICMP;
  }

  @Override
  public Optional<String> unsupported(IpFamily family) {
    return own.missing(family).or(() -> Optional.ofNullable(refusals.get(family)));
  }

  /** By which kind of socket it probes: {@code datagram} or {@code raw}; empty if by none. */
  public Optional<String> socket(IpFamily family) {
    return Optional.ofNullable(sockets.get(family))
        .map(type -> type.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public void probe(ProbeTarget target, long deadlineNanos, Consumer<Outcome> sink) {
    IcmpEcho echo = echoes.get(target.family());
    if (echo == null) {
      sink.accept(new Outcome.Failure(FailureReason.LOCAL));
      return;
    }
    echo.ask(target.address(), deadlineNanos, sink);
  }

  @Override
  public void close() {
    echoes.values().forEach(IcmpEcho::close);
  }

  private void open(EventLoop loop, IpFamily family, InetAddress address, ProcessClock clock) {
    Optional<String> unsupported = unknownSystem().or(IcmpProber::closedChannels);
    if (unsupported.isPresent()) {
      refusals.put(family, unsupported.get());
      return;
    }
    String refusal = "";
    for (IcmpSocket.Type type : IcmpSocket.Type.values()) {
      try {
        echoes.put(family, new IcmpEcho(loop, address, warm(address, type, clock), clock));
        sockets.put(family, type);
        return;
      } catch (IcmpSocket.SystemCallException e) {
        // Another error says more than that a socket is not permitted.
        if (refusal.isEmpty() || !e.notPermitted()) {
          refusal = reason(address, e);
        }
      } catch (IOException e) {
        refusal = noSocket(address, e);
      } catch (LinkageError _) {
        refusal = "native calls are not enabled: --enable-native-access=ALL-UNNAMED";
      }
    }
    refusals.put(family, refusal);
  }

  private static String reason(InetAddress address, IcmpSocket.SystemCallException e) {
    return e.notPermitted()
        ? "not permitted: it needs a group within net.ipv4.ping_group_range, or CAP_NET_RAW"
        : noSocket(address, e);
  }

  private static String noSocket(InetAddress address, IOException e) {
    return "no ICMP socket at " + address.getHostAddress() + ", " + e.getMessage();
  }

  /** Why no selector can wait for an ICMP socket. */
  private static Optional<String> closedChannels() {
    return KernelSocket.available()
        ? Optional.empty()
        : Optional.of(
            "the JDK's channels are closed: --add-exports=java.base/sun.nio.ch=ALL-UNNAMED");
  }

  /** Why {@link LibC} must not be loaded: its constants are those of Linux on two CPUs. */
  static Optional<String> unknownSystem() {
    String system = System.getProperty("os.name", "");
    String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    boolean known = machine.equals("amd64") || machine.equals("aarch64");
    return system.equals("Linux") && known
        ? Optional.empty()
        : Optional.of("ICMP sockets are known for Linux on amd64 and aarch64 only");
  }

  /** A socket that is allowed to send, and whose native calls are linked. */
  private static IcmpSocket warm(InetAddress own, IcmpSocket.Type type, ProcessClock clock)
      throws IOException {
    IcmpSocket socket = IcmpSocket.open(own, type, RECEIVE_TIMEOUT);
    long cookie = new SecureRandom().nextLong();
    int error = socket.send(own, 0, 0, cookie);
    if (error == SocketErrors.EPERM || error == SocketErrors.EACCES) {
      socket.close();
      throw new IcmpSocket.SystemCallException("sendto", error);
    }
    long deadlineNanos = clock.nanoTime() + WARM_UP.toNanos();
    // Waits only for its own reply. A missing reply proves nothing.
    while (clock.nanoTime() - deadlineNanos < 0) {
      if (socket.receive()
          && IcmpPacket.isReply(socket.received().packet(), socket.start(), IpFamily.of(own))
          && IcmpPacket.cookie(socket.received().packet(), socket.start()) == cookie) {
        break;
      }
    }
    socket.receiveError();
    return socket;
  }
}
