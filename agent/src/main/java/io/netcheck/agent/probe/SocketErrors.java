// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.util.Map;
import java.util.Objects;

/**
 * Which reason a socket's error stands for.
 *
 * <p>The same error means different things at different moments: {@code EACCES} at a send is this
 * host's own rule, {@code EACCES} that comes back later is the word of a router on the way (RFC
 * 4443 §3.1 code 1).
 */
final class SocketErrors {
  // errno on Linux, the same on x86_64 and aarch64: asm-generic/errno-base.h, errno.h
  static final int EPERM = 1;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
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

  /** The JDK passes on strerror(3) and no number; the second wording of some is that of musl. */
  private static final Map<String, Integer> BY_MESSAGE =
      Map.ofEntries(
          Map.entry("Operation not permitted", EPERM),
          Map.entry("Permission denied", EACCES),
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

  /** The reason of an error that a call of ours came to at once. */
  static FailureReason sent(IOException e) {
    return sent(errno(e));
  }

  /** The reason of an error that came back over the network. */
  static FailureReason received(IOException e) {
    return received(errno(e));
  }

  static FailureReason sent(int errno) {
    return switch (errno) {
      case ECONNREFUSED -> FailureReason.REFUSED;
      case ECONNRESET -> FailureReason.RESET;
      case ENETUNREACH, EHOSTUNREACH, EHOSTDOWN, ENONET -> FailureReason.UNREACHABLE;
      case EMSGSIZE -> FailureReason.TOO_BIG;
      case ETIMEDOUT -> FailureReason.TIMEOUT;
      default -> FailureReason.LOCAL;
    };
  }

  static FailureReason received(int errno) {
    return switch (errno) {
      case EACCES, ENOPROTOOPT -> FailureReason.UNREACHABLE;
      case EPROTO -> FailureReason.PROTOCOL;
      default -> sent(errno);
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
      // In a language of the user's: of what connect(2) makes a ConnectException, the likeliest.
      case ConnectException _ -> ECONNREFUSED;
      default -> 0;
    };
  }
}
