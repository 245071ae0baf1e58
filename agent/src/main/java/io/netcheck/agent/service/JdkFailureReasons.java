// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

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
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * Which reason stands for what the JDK threw. Where the JDK has one class for several errors of the
 * kernel ({@code NET_ThrowNew} in its sources), the kernel's message tells them apart.
 */
final class JdkFailureReasons {
  private JdkFailureReasons() {}

  static FailureReason of(IOException e, CheckDeadline deadline) {
    if (e instanceof FailedCheckException failed) {
      return failed.reason();
    }
    // A socket at its deadline may complain in any words.
    return deadline.passed() ? FailureReason.TIMEOUT : of(e);
  }

  private static FailureReason of(Throwable e) {
    return switch (e) {
      case SocketTimeoutException _ -> FailureReason.TIMEOUT;
      case UnknownHostException _ -> FailureReason.RESOLVE;
      case PortUnreachableException _ -> FailureReason.REFUSED;
      case NoRouteToHostException _ -> FailureReason.UNREACHABLE;
      case SocketException socket -> of(socket);
      // TLS wraps what happened to the connection beneath it.
      case SSLException ssl when ssl.getCause() instanceof SocketException socket -> of(socket);
      case SSLException _ -> FailureReason.TLS;
      case ProtocolException _, EOFException _ -> FailureReason.PROTOCOL;
      default -> FailureReason.LOCAL;
    };
  }

  private static FailureReason of(SocketException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("unreachable") || message.contains("no route")) {
      return FailureReason.UNREACHABLE;
    }
    if (message.contains("timed out")) {
      return FailureReason.TIMEOUT;
    }
    if (e instanceof ConnectException) {
      return message.contains("refused") ? FailureReason.REFUSED : FailureReason.LOCAL;
    }
    return message.contains("reset") || message.contains("broken pipe")
        ? FailureReason.RESET
        : FailureReason.LOCAL;
  }
}
