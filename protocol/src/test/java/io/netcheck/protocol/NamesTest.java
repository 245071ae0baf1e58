// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"n", "node-1", "0", "a.b.c", "ip-10-0-0-1.eu-west-1.compute.internal"})
  void theseAreNodes(String name) {
    assertTrue(Names.isNode(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "-", "Node", "a_b", "-a", "a-", "a.", ".a", "a..b", "a-.b", "a.-b", "ä", "a b",
        "a\n", "a\"", "a{", "a/b", "\u0000"
      })
  void theseAreNone(String name) {
    assertFalse(Names.isNode(name));
  }

  @Test
  void lengthsAreBounded() {
    assertTrue(Names.isNode("a".repeat(63)));
    assertFalse(Names.isNode("a".repeat(64)));
    String longest = ("a".repeat(62) + ".").repeat(4) + "a";
    assertEquals(253, longest.length());
    assertTrue(Names.isNode(longest));
    assertFalse(Names.isNode(longest + "a"));
    assertTrue(Names.isWord("a".repeat(63)));
    assertFalse(Names.isWord("a".repeat(64)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"_sip._tcp.example.org", "Example.ORG", "example.org.", "a"})
  void theseAreDomains(String name) {
    assertTrue(Names.isDomain(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a..", "a-", "a b", "a/b"})
  void theseAreNoDomains(String name) {
    assertFalse(Names.isDomain(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "1.2.3+build-7", "Zone_A"})
  void theseAreWords(String text) {
    assertTrue(Names.isWord(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", ".a", "a b", "a\"b", "a\n", "é"})
  void theseAreNoWords(String text) {
    assertFalse(Names.isWord(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "a.b.c.d",
        "localhost",
        "fe80::1%eth0",
        "[::1]",
        "::1/64",
        "10.1.2.3 ",
        "1.2.3.4:80",
        ":",
        ":::",
        "0x7f.0.0.1"
      })
  void theseAreNoAddresses(String text) {
    assertTrue(Addresses.literal(text).isEmpty());
  }

  @Test
  void addressesAreWrittenWithBracketsWhereTheyNeedThem() {
    assertEquals(
        "10.1.2.3:53", Addresses.withPort(Addresses.literal("10.1.2.3").orElseThrow(), 53));
    assertEquals(
        "[0:0:0:0:0:0:0:1]:53", Addresses.withPort(Addresses.literal("::1").orElseThrow(), 53));
    // Mapped addresses are what they map, so no rule about IPv4 can be gone round.
    assertEquals("127.0.0.1", Addresses.literal("::ffff:127.0.0.1").orElseThrow().getHostAddress());
  }
}
