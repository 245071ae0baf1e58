// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What was said of tokens, by their hashes. Good ones and bad ones are kept apart, so that nobody
 * gets a good one forgotten by sending bad ones. Thread-safe.
 */
final class TokenVerdicts {
  /** So long a bad one is not asked about again. */
  static final Duration BAD = Duration.ofSeconds(10);

  private static final int MOST_BAD = 10_000;

  /** What was said of a token. */
  sealed interface Verdict {}

  /**
   * It is an agent's.
   *
   * @param lifeNanos from that moment on until it expires
   */
  record Good(AgentPod pod, long reviewedNanos, long lifeNanos) implements Verdict {}

  /** It is of no use. */
  record Bad(AuthRefusal why, long reviewedNanos) implements Verdict {}

  private final int mostGood;
  private final SequencedMap<TokenHash, Good> good = new LinkedHashMap<>();
  private final SequencedMap<TokenHash, Bad> bad = new LinkedHashMap<>();

  /**
   * @param mostGood of more than this, those are forgotten that were not used for longest
   */
  TokenVerdicts(int mostGood) {
    this.mostGood = mostGood;
  }

  synchronized Optional<Verdict> find(TokenHash hash, long nowNanos) {
    Good known = good.get(hash);
    if (known != null) {
      good.putLast(hash, known);
      return Optional.of(known);
    }
    Bad refused = bad.get(hash);
    if (refused != null && nowNanos - refused.reviewedNanos < BAD.toNanos()) {
      return Optional.of(refused);
    }
    bad.remove(hash);
    return Optional.empty();
  }

  synchronized void put(TokenHash hash, Verdict verdict) {
    switch (verdict) {
      case Good one -> {
        bad.remove(hash);
        good.putLast(hash, one);
        trim(good, mostGood);
      }
      case Bad one -> {
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
