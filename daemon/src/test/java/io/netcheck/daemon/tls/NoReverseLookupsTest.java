// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class NoReverseLookupsTest {
  /** The hosts file has a name for it, so that Java's own resolver would find one. */
  @Test
  void anAddressIsNotAskedForItsName() throws UnknownHostException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    assertEquals("127.0.0.1", loopback.getHostName());
    assertTrue(InetAddress.getByName("localhost").isLoopbackAddress());
  }
}
