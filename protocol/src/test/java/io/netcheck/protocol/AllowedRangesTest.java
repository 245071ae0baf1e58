// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedRangesTest {
  private static final AllowedRanges EVERYTHING = AllowedRanges.of("0.0.0.0/0", "::/0");

  private static boolean allows(AllowedRanges ranges, String address) {
    return ranges.refusal(InetAddress.ofLiteral(address)).isEmpty();
  }

  /** Whatever the ranges say. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.0.0.1",
        "::",
        "224.0.0.1",
        "239.255.255.250",
        "255.255.255.255",
        "ff02::1",
        "ff0e::1",
        "169.254.1.1",
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fe80::1",
        "127.0.0.1",
        "127.1.2.3",
        "::1",
        "::ffff:127.0.0.1",
        // The same by way of a router that knows 6to4 or NAT64.
        "2002:a9fe:a9fe::1",
        "2002:7f00:1::",
        "64:ff9b::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::127.0.0.1",
        "64:ff9b:1::169.254.169.254",
        "::169.254.169.254",
        "::ffff:0:169.254.169.254",
        // Clouds' own services in private space.
        "100.100.100.200",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "fd20:ce::254",
        "168.63.129.16",
        "192.0.0.192",
        "64:ff9b::100.100.100.200",
      })
  void neverAreTheseProbed(String address) {
    assertFalse(allows(EVERYTHING, address));
    assertFalse(allows(AllowedRanges.PRIVATE, address));
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, true",
    "172.31.255.255, true",
    "172.32.0.0, false",
    "192.168.0.1, true",
    "100.64.0.1, true",
    "fd12:3456::1, true",
    "::ffff:10.1.2.3, true",
    "8.8.8.8, false",
    "240.0.0.1, false",
    "2001:db8::1, false",
    "2002:0a01:0203::1, false",
    "64:ff9b::10.1.2.3, false",
    "fec0::1, false",
  })
  void byDefaultWhatIsPrivateIsTheClusters(String address, boolean allowed) {
    assertEquals(allowed, allows(AllowedRanges.PRIVATE, address));
  }

  @Test
  void whatCarriesAnIpv4AddressNeedsBothToBeAllowed() {
    AllowedRanges ipv6 = AllowedRanges.of("::/0");
    AllowedRanges both = AllowedRanges.of("::/0", "10.0.0.0/8");
    for (String address : new String[] {"64:ff9b::10.1.2.3", "2002:0a01:0203::1"}) {
      assertFalse(allows(ipv6, address), address);
      assertTrue(allows(both, address), address);
    }
    assertFalse(allows(both, "64:ff9b::192.168.0.1"));
    assertTrue(allows(ipv6, "2001:db8::1"));
  }

  @Test
  void loopbackIsAllowedWhereARangeOfItIsListed() {
    AllowedRanges v4 = AllowedRanges.of("127.0.0.0/8");
    AllowedRanges narrow = AllowedRanges.of("127.0.5.0/24");
    AllowedRanges v6 = AllowedRanges.of("::1/128", "0.0.0.0/0");
    assertTrue(allows(v4, "127.0.0.1"));
    assertTrue(allows(v4, "::ffff:127.0.0.1"));
    assertFalse(allows(v4, "::1"));
    assertTrue(allows(narrow, "127.0.5.9"));
    assertFalse(allows(narrow, "127.0.0.1"));
    assertTrue(allows(v6, "::1"));
    assertFalse(allows(v6, "127.0.0.1"));
    assertFalse(allows(AllowedRanges.of("::/64", "126.0.0.0/7"), "::1"));
    assertFalse(allows(AllowedRanges.of("::/64", "126.0.0.0/7"), "127.0.0.1"));
  }

  @Test
  void areReadAsTheyAreWritten() {
    assertEquals(
        AllowedRanges.of("10.0.0.0/8", "fd00::/8"), AllowedRanges.parse(" 10.0.0.0/8 ,fd00::/8,"));
    assertEquals(AllowedRanges.PRIVATE, AllowedRanges.parse(AllowedRanges.PRIVATE.toString()));
    assertThrows(IllegalArgumentException.class, () -> AllowedRanges.parse(" , "));
    assertThrows(IllegalArgumentException.class, () -> AllowedRanges.parse("10.0.0.0"));
  }
}
