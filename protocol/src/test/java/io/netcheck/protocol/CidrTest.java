// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "100.64.0.0/10, 100.127.255.255, true",
    "100.64.0.0/10, 100.128.0.0, false",
    "192.168.1.7/32, 192.168.1.7, true",
    "192.168.1.7/32, 192.168.1.6, false",
    "0.0.0.0/0, 203.0.113.1, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "fc00::/7, fdff::1, true",
    "fc00::/7, fe00::1, false",
    "::/0, 10.0.0.1, false",
  })
  void containsWhatBeginsWithItsBits(String range, String address, boolean contained) {
    assertEquals(contained, Cidr.parse(range).contains(InetAddress.ofLiteral(address)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.1/8",
        "fd00::/129",
        "10/8",
        "example.org/8",
        "10.0.0.0/8/8",
        "fe80::%1/64"
      })
  void anythingElseIsNoRange(String text) {
    assertThrows(IllegalArgumentException.class, () -> Cidr.parse(text));
  }

  @Test
  void anyNumberOfThemIsSeparatedByCommas() {
    assertEquals(List.of(), Cidr.list(""));
    assertEquals(
        List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")),
        Cidr.list("10.0.0.0/8, ,fd00::/8"));
  }

  @Test
  void isWrittenAsItIsRead() {
    assertEquals("10.0.0.0/8", Cidr.parse("10.0.0.0/8").toString());
  }
}
