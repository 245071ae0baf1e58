// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** Errors that loopback cannot produce, with the texts of the kernel as the JDK passes them on. */
class CheckDeadlineTest {
  @Test
  void everyErrorOfTheKernelHasItsReason() {
    assertReason(FailureReason.REFUSED, new ConnectException("Connection refused"));
    assertReason(FailureReason.TIMEOUT, new ConnectException("Connection timed out"));
    assertReason(FailureReason.UNREACHABLE, new NoRouteToHostException("No route to host"));
    assertReason(FailureReason.UNREACHABLE, new SocketException("Network is unreachable"));
    assertReason(FailureReason.RESET, new SocketException("Connection reset"));
    assertReason(FailureReason.RESET, new SocketException("Broken pipe"));
    assertReason(FailureReason.LOCAL, new SocketException("Too many open files"));
    assertReason(FailureReason.LOCAL, new BindException("Cannot assign requested address"));
    assertReason(FailureReason.LOCAL, new IOException("anything else"));
    assertReason(FailureReason.TLS, new SSLException("bad certificate"));
    assertReason(
        FailureReason.RESET, new SSLException("x", new SocketException("Connection reset")));
  }

  @Test
  void afterTheDeadlineEveryComplaintIsATimeout() {
    CheckDeadline passed = CheckDeadline.in(Duration.ZERO, ProcessClock.SYSTEM);
    assertEquals(FailureReason.TIMEOUT, passed.reason(new SocketException("Socket closed")));
  }

  private static void assertReason(FailureReason reason, IOException e) {
    assertEquals(reason, CheckFixtures.soon().reason(e));
  }
}
