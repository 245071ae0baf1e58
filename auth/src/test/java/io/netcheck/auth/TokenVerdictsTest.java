// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.daemon.http.TokenHash;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenVerdictsTest {
  private static final TokenVerdicts.Accepted GOOD =
      new TokenVerdicts.Accepted(
          new AgentPod("n/p", "u", new ClientId(AgentKind.HOST, "a"), true), 0, Long.MAX_VALUE);
  private static final TokenVerdicts.Rejected BAD =
      new TokenVerdicts.Rejected(AuthRefusal.WRONG_TOKEN, 0);

  private final TokenVerdicts verdicts = new TokenVerdicts(3);

  private static TokenHash hash(int i) {
    return TokenHash.of("token-" + i);
  }

  @Test
  void badOnesForgetNoGoodOne() {
    verdicts.put(hash(1), GOOD);
    for (int i = 2; i < 50_000; i++) {
      verdicts.put(hash(i), BAD);
    }
    assertEquals(Optional.of(GOOD), verdicts.find(hash(1), 0));
    assertEquals(Optional.empty(), verdicts.find(hash(2), 0));
    assertEquals(Optional.of(BAD), verdicts.find(hash(49_999), 0));
  }

  @Test
  void ofTooManyGoodOnesTheLongestUnusedGoes() {
    for (int i = 1; i <= 3; i++) {
      verdicts.put(hash(i), GOOD);
    }
    verdicts.find(hash(1), 0);
    verdicts.put(hash(4), GOOD);
    assertEquals(Optional.of(GOOD), verdicts.find(hash(1), 0));
    assertEquals(Optional.empty(), verdicts.find(hash(2), 0));
  }

  @Test
  void aBadOneIsBelievedForTenSeconds() {
    verdicts.put(hash(1), BAD);
    assertEquals(Optional.of(BAD), verdicts.find(hash(1), TokenVerdicts.BAD.toNanos() - 1));
    assertEquals(Optional.empty(), verdicts.find(hash(1), TokenVerdicts.BAD.toNanos()));
  }

  @Test
  void theLastWordCounts() {
    verdicts.put(hash(1), GOOD);
    verdicts.put(hash(1), BAD);
    assertEquals(Optional.of(BAD), verdicts.find(hash(1), 0));
    verdicts.put(hash(1), GOOD);
    assertEquals(Optional.of(GOOD), verdicts.find(hash(1), 0));
  }
}
