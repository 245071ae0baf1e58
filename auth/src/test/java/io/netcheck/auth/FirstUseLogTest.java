// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FirstUseLogTest {
  private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

  private final FirstUseLog log = new FirstUseLog("token", 3);

  private boolean used(String node, String credential) {
    ClientId id = new ClientId(AgentKind.HOST, node);
    return log.used(id, new AuthenticatedCaller.AnyAgent(credential), ADDRESS);
  }

  @Test
  void onlyTheFirstUseIsLogged() {
    assertTrue(used("n1", "one"));
    assertFalse(used("n1", "one"));
    assertTrue(used("n2", "one"));
    assertFalse(used("n1", "one"));
  }

  @Test
  void anotherCredentialIsAnotherUse() {
    assertTrue(used("n1", "one"));
    assertTrue(used("n1", "two"));
    assertFalse(used("n1", "one"));
  }

  /** "Aa" and "BB" have one hash, as all names can have that a sender invents. */
  @Test
  void usesHaveAnOrder() {
    Set<FirstUseLog.Use> uses = new TreeSet<>();
    for (String node : List.of("aa", "b")) {
      for (String credential : List.of("Aa", "BB")) {
        uses.add(new FirstUseLog.Use(new ClientId(AgentKind.HOST, node), credential));
      }
    }
    assertEquals(4, uses.size());
  }

  @Test
  void theEldestIsForgotten() {
    used("n1", "one");
    used("n2", "one");
    used("n3", "one");
    assertFalse(used("n1", "one"));
    assertTrue(used("n4", "one"));
    assertFalse(used("n2", "one"));
    assertTrue(used("n1", "one"));
  }
}
