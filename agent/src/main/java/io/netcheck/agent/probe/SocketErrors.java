// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.ErrorSender;
import io.netcheck.protocol.FailureReason;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Turns the errors of sockets, and the exceptions of the JDK, into failure reasons.
 *
 * <p>The meaning of an error depends on when it appears: {@code EACCES} from a send comes from a
 * firewall rule of this host, while {@code EACCES} that arrives later was sent by a router on the
 * path (RFC 4443 §3.1 code 1).
 */
public final class SocketErrors {
  // errno on Linux, the same on x86_64 and aarch64: asm-generic/errno-base.h, errno.h
  static final int EPERM = 1;
  static final int EACCES = 13;
  private static final int EPIPE = 32;
  private static final int ENONET = 64;
  private static final int EPROTO = 71;
  static final int EMSGSIZE = 90;
  private static final int ENOPROTOOPT = 92;
  static final int ENETUNREACH = 101;
  private static final int ECONNRESET = 104;
  private static final int ETIMEDOUT = 110;
  static final int ECONNREFUSED = 111;
  private static final int EHOSTDOWN = 112;
  static final int EHOSTUNREACH = 113;

  /**
   * The JDK passes on the text of strerror(3) without the number. Where an error has two texts, the
   * second one is musl's.
   */
  private static final Map<String, Integer> BY_MESSAGE =
      Map.ofEntries(
          Map.entry("Operation not permitted", EPERM),
          Map.entry("Permission denied", EACCES),
          Map.entry("Broken pipe", EPIPE),
          Map.entry("Machine is not on the network", ENONET),
          Map.entry("Protocol error", EPROTO),
          Map.entry("Message too long", EMSGSIZE),
          Map.entry("Message too large", EMSGSIZE),
          Map.entry("Protocol not available", ENOPROTOOPT),
          Map.entry("Network is unreachable", ENETUNREACH),
          Map.entry("Network unreachable", ENETUNREACH),
          Map.entry("Connection reset", ECONNRESET),
          Map.entry("Connection reset by peer", ECONNRESET),
          Map.entry("Connection timed out", ETIMEDOUT),
          Map.entry("Operation timed out", ETIMEDOUT),
          Map.entry("Connection refused", ECONNREFUSED),
          Map.entry("Host is down", EHOSTDOWN),
          Map.entry("No route to host", EHOSTUNREACH),
          Map.entry("Host is unreachable", EHOSTUNREACH));

  private SocketErrors() {}

  /** The failure for an error that a system call returned at once. */
  static Outcome.Failure sent(IOException e) {
    return sent(errno(e));
  }

  static Outcome.Failure sent(int errno) {
    return switch (errno) {
      // A packet filter of this host, or a route of type "prohibit".
      case EPERM, EACCES -> bySource(FailureReason.REJECTED);
      case ENETUNREACH, EHOSTUNREACH -> bySource(FailureReason.UNREACHABLE);
      default -> new Outcome.Failure(reason(errno));
    };
  }

  private static Outcome.Failure bySource(FailureReason reason) {
    return new Outcome.Failure(reason, Optional.of(ErrorSender.SOURCE));
  }

  /** The reason for an error that came back over the network, if it is not known who sent it. */
  static FailureReason received(IOException e) {
    return received(errno(e));
  }

  static FailureReason received(int errno) {
    return switch (errno) {
      case EACCES, ENOPROTOOPT -> FailureReason.REJECTED;
      case EPROTO -> FailureReason.PROTOCOL;
      default -> reason(errno);
    };
  }

  private static FailureReason reason(int errno) {
    return switch (errno) {
      case ECONNREFUSED -> FailureReason.REFUSED;
      case ECONNRESET, EPIPE -> FailureReason.RESET;
      case ENETUNREACH, EHOSTUNREACH, EHOSTDOWN, ENONET -> FailureReason.UNREACHABLE;
      case EMSGSIZE -> FailureReason.TOO_BIG;
      case ETIMEDOUT -> FailureReason.TIMEOUT;
      default -> FailureReason.LOCAL;
    };
  }

  /** The reason for an exception of the JDK's blocking sockets, of name resolution or of TLS. */
  public static FailureReason blocking(IOException e) {
    return switch (e) {
      case SocketTimeoutException _ -> FailureReason.TIMEOUT;
      case UnknownHostException _ -> FailureReason.RESOLVE;
      case SocketException socket -> reason(errno(socket));
      // TLS wraps the error of the connection beneath it.
      case SSLException ssl when ssl.getCause() instanceof SocketException socket ->
          reason(errno(socket));
      case SSLException _ -> FailureReason.TLS;
      case ProtocolException _, EOFException _ -> FailureReason.PROTOCOL;
      default -> FailureReason.LOCAL;
    };
  }

  private static int errno(IOException e) {
    Integer known = BY_MESSAGE.get(Objects.requireNonNullElse(e.getMessage(), ""));
    if (known != null) {
      return known;
    }
    return switch (e) {
      case PortUnreachableException _ -> ECONNREFUSED;
      case NoRouteToHostException _ -> EHOSTUNREACH;
      // The text may be translated. Refused is the most likely cause of a ConnectException.
      case ConnectException _ -> ECONNREFUSED;
      default -> 0;
    };
  }
}
