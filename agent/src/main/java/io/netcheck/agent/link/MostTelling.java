// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.FailureReason;
import java.util.Optional;

/**
 * The failure that tells most of several ones: the last one would often be a timeout, because hosts
 * send only some of the rejections that they could (RFC 1812 §4.3.2.8). Not thread-safe.
 */
final class MostTelling {
  private Optional<Outcome.Failure> failure = Optional.empty();

  void add(Outcome.Failure next) {
    if (failure.isEmpty() || weight(next) >= weight(failure.get())) {
      failure = Optional.of(next);
    }
  }

  Optional<Outcome.Failure> failure() {
    return failure;
  }

  void replaceBy(MostTelling other) {
    failure = other.failure;
  }

  void clear() {
    failure = Optional.empty();
  }

  private static int weight(Outcome.Failure failure) {
    return 2 * weight(failure.reason()) + (failure.sender().isPresent() ? 1 : 0);
  }

  private static int weight(FailureReason reason) {
    return switch (reason) {
      // The target was not even asked, so no other failure says anything about it.
      case WRONG_PEER -> 10;
      // Someone says that packets do not pass, or which ones. That explains all others.
      case REJECTED -> 9;
      case NEW_FLOW -> 8;
      case TOO_BIG, FRAGMENTS, LARGE_ANSWER -> 7;
      // An answer in the target's name, which can be a packet filter's.
      case REFUSED -> 6;
      case RESET -> 5;
      // Nobody is to blame: a route or a neighbour is missing.
      case UNREACHABLE -> 4;
      case PROTOCOL -> 3;
      // Of this host, and of one attempt.
      case LOCAL -> 2;
      // Nobody said anything.
      case TIMEOUT -> 1;
      // Reasons that only checks of services have.
      default -> 0;
    };
  }
}
