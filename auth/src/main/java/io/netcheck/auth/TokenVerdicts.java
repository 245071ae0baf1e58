// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.http.TokenHash;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The remembered reviews of tokens, by the hashes of the tokens. Valid and invalid tokens are kept
 * apart, so that invalid ones cannot displace valid ones. Thread-safe.
 */
final class TokenVerdicts {
  /** An invalid token is not reviewed again for this time. */
  static final Duration BAD = Duration.ofSeconds(10);

  private static final int MOST_BAD = 10_000;

  /** A remembered review. */
  sealed interface Remembered {}

  /**
   * The token belongs to an agent.
   *
   * @param lifeNanos from the review until the token expires
   */
  record Accepted(AgentPod pod, long reviewedNanos, long lifeNanos) implements Remembered {}

  /** The token is not accepted. */
  record Rejected(AuthRefusal why, long reviewedNanos) implements Remembered {}

  private final int mostGood;
  private final SequencedMap<TokenHash, Accepted> good = new LinkedHashMap<>();
  private final SequencedMap<TokenHash, Rejected> bad = new LinkedHashMap<>();

  /**
   * @param mostGood the limit of valid tokens; beyond it the least recently used are forgotten
   */
  TokenVerdicts(int mostGood) {
    this.mostGood = mostGood;
  }

  synchronized Optional<Remembered> find(TokenHash hash, long nowNanos) {
    Accepted known = good.get(hash);
    if (known != null) {
      good.putLast(hash, known);
      return Optional.of(known);
    }
    Rejected refused = bad.get(hash);
    if (refused != null && nowNanos - refused.reviewedNanos < BAD.toNanos()) {
      return Optional.of(refused);
    }
    bad.remove(hash);
    return Optional.empty();
  }

  synchronized void put(TokenHash hash, Remembered verdict) {
    switch (verdict) {
      case Accepted one -> {
        bad.remove(hash);
        good.putLast(hash, one);
        trim(good, mostGood);
      }
      case Rejected one -> {
        good.remove(hash);
        bad.putLast(hash, one);
        trim(bad, MOST_BAD);
      }
    }
  }

  synchronized void remove(TokenHash hash) {
    good.remove(hash);
  }

  private static void trim(SequencedMap<TokenHash, ?> verdicts, int most) {
    while (verdicts.size() > most) {
      verdicts.pollFirstEntry();
    }
  }
}
