// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressKeyTest {
  private static AddressKey key(String literal) {
    return AddressKey.of(InetAddress.ofLiteral(literal));
  }

  @Test
  void equalAddressesAreEqualKeysAndOthersHaveAnOrder() {
    List<String> different =
        List.of("0.0.0.0", "10.0.0.1", "10.0.0.2", "::", "::1", "::a00:1", "fd00::1", "fd00:1::");
    for (String one : different) {
      assertEquals(key(one), key(one));
      for (String other : different) {
        assertEquals(one.equals(other), key(one).equals(key(other)), one + " " + other);
        assertEquals(
            Integer.signum(key(one).compareTo(key(other))),
            -Integer.signum(key(other).compareTo(key(one))));
        assertEquals(one.equals(other), key(one).compareTo(key(other)) == 0);
      }
    }
  }

  @Test
  void aClientHasOneIpv4AddressOrANetworkOfIpv6() {
    assertEquals(key("10.0.0.1"), AddressKey.ofClient(InetAddress.ofLiteral("10.0.0.1")));
    assertEquals(key("fd00::1").network(), AddressKey.ofClient(InetAddress.ofLiteral("fd00::1")));
  }

  @Test
  void aNetworkIsWhatOneOwnerHas() {
    assertEquals(key("fd00::1").network(), key("fd00::ffff:1:2:3").network());
    assertNotEquals(key("fd00::1").network(), key("fd00:0:0:1::1").network());
    assertEquals(key("10.1.2.3").network(), key("10.1.2.200").network());
    assertNotEquals(key("10.1.2.3").network(), key("10.1.3.3").network());
    assertTrue(key("0.0.0.1").network().compareTo(key("::").network()) != 0);
  }
}
