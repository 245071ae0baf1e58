// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.OpenFiles;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
  private static final InetAddress ONE = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress OTHER = InetAddress.ofLiteral("2001:db8::1");
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.6");

  private final ConnectionLimits limits = new ConnectionLimits(10, 3, 8);

  private void open(InetAddress source, int count) {
    for (int i = 0; i < count; i++) {
      assertEquals(Optional.empty(), limits.opened(source));
    }
  }

  @Test
  void oneSourceLeavesRoomForOthers() {
    open(ONE, 3);
    assertEquals(Optional.of(CutOffReason.TOO_MANY_OF_SOURCE), limits.opened(ONE));
    open(OTHER, 3);
    assertEquals(6, limits.open());
    limits.closed(ONE);
    open(ONE, 1);
  }

  @Test
  void aProxyOnThisHostIsNoSource() {
    open(LOOPBACK, 8);
  }

  @Test
  void allOfThemAreLimited() {
    open(LOOPBACK, 10);
    assertEquals(Optional.of(CutOffReason.TOO_MANY_CONNECTIONS), limits.opened(ONE));
  }

  @Test
  void thoseThatAreNotCompleteAreLimitedMore() {
    for (int i = 0; i < 8; i++) {
      assertTrue(limits.begin());
    }
    assertFalse(limits.begin());
    limits.complete();
    assertTrue(limits.begin());
  }

  /** So a shortage of them does not come from connections. */
  @Test
  void thereAreNeverMoreThanFilesThatMayBeOpen() {
    assertTrue(ConnectionLimits.of(Integer.MAX_VALUE, 1).most() < OpenFiles.most());
    assertEquals(40, ConnectionLimits.of(40, 1).most());
  }
}
