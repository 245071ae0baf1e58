// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "Operation not permitted, REJECTED, LOCAL",
    "Permission denied, REJECTED, REJECTED",
    "Too many open files, LOCAL, LOCAL",
    "Message too long, TOO_BIG, TOO_BIG",
    "Message too large, TOO_BIG, TOO_BIG",
    "Network is unreachable, UNREACHABLE, UNREACHABLE",
    "No route to host, UNREACHABLE, UNREACHABLE",
    "Host is unreachable, UNREACHABLE, UNREACHABLE",
    "Protocol not available, LOCAL, REJECTED",
    "Connection refused, REFUSED, REFUSED",
    "Connection reset by peer, RESET, RESET",
    "Connection timed out, TIMEOUT, TIMEOUT",
    "Network is down, LOCAL, LOCAL",
  })
  void anErrorOfTheSystemHasItsReason(String message, FailureReason sent, FailureReason received) {
    assertEquals(sent, SocketErrors.sent(new IOException(message)).reason());
    assertEquals(received, SocketErrors.received(new IOException(message)));
  }

  @Test
  void theTypeTellsWhereTheMessageDoesNot() {
    assertEquals(FailureReason.REFUSED, SocketErrors.received(new PortUnreachableException()));
    assertEquals(
        FailureReason.UNREACHABLE, SocketErrors.sent(new NoRouteToHostException()).reason());
    assertEquals(
        FailureReason.REFUSED, SocketErrors.received(new ConnectException("Verbindung abgelehnt")));
    assertEquals(FailureReason.LOCAL, SocketErrors.received(new IOException()));
  }
}
