// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
  private static final AllowedHosts MORE =
      AllowedHosts.type().parser().parse("Netcheck.example.com, *.nodes.example.com");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.1.2.3",
        "10.1.2.3:8080",
        "[fd00::3]",
        "[fd00::3]:8080",
        "localhost:8080",
        "netcheck-exporter",
        "netcheck-exporter.monitoring.svc:8080",
        "netcheck-exporter.monitoring.svc.cluster.local.",
        "HOST7.Corp.INTERNAL:6100",
      })
  void noPageCanTakeANameThatIsPrivate(String authority) {
    assertTrue(AllowedHosts.PRIVATE.contain(authority), authority);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":8080",
        "attacker.example",
        "attacker.example:8080",
        "attacker.example.",
        "x.svc.attacker.example",
        "10.1.2.3.attacker.example",
        "10.1.2.3.4",
        "attacker.example:80:[::1]",
      })
  void anyOtherNameCanBeOfAPage(String authority) {
    assertFalse(AllowedHosts.PRIVATE.contain(authority), authority);
    assertFalse(MORE.contain(authority), authority);
  }

  @Test
  void aNameOfAnyLengthIsRefusedAndDoesNotOverflowTheStack() {
    String name = "a.".repeat(100_000) + "b";
    assertThrows(IllegalArgumentException.class, () -> AllowedHosts.type().parser().parse(name));
  }

  @Test
  void namesAreAdded() {
    assertTrue(MORE.contain("netcheck.example.com:8080"));
    assertTrue(MORE.contain("a.b.nodes.example.com"));
    assertFalse(MORE.contain("nodes.example.com"));
    assertFalse(MORE.contain("evilnodes.example.com"));
    assertFalse(MORE.contain("x.netcheck.example.com"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "http://x", "a b", "x:8080", "*.*.com", "a..b", ".example.com", "-"})
  void whatIsNoNameIsRefused(String text) {
    assertThrows(
        IllegalArgumentException.class, () -> AllowedHosts.type().parser().parse(text), text);
  }
}
