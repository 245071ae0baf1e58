// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the authority answers, and how often it was asked. Logs once when that changes. */
final class ReviewStatus {
  private static final Logger LOG = LoggerFactory.getLogger(ReviewStatus.class);

  private final LongAdder reviews = new LongAdder();
  private final LongAdder forbidden = new LongAdder();
  private final LongAdder unavailable = new LongAdder();
  private final LongAdder graced = new LongAdder();
  private final Set<String> said = new HashSet<>();

  /**
   * Why tokens cannot be reviewed. Until it was asked for the first time nothing speaks against it.
   */
  private volatile Optional<String> problem = Optional.empty();

  void note(TokenReview review) {
    reviews.increment();
    switch (review) {
      case TokenReview.Good _, TokenReview.Bad _ -> answers();
      case TokenReview.Unanswered none -> {
        (none.forbidden() ? forbidden : unavailable).increment();
        fails(none.because());
      }
    }
  }

  /** A request timed out while it waited. A late answer still counts as an answer. */
  void late() {
    fails("no answer in time");
  }

  private synchronized void answers() {
    if (problem.isPresent()) {
      LOG.info("tokens can be reviewed again");
    }
    problem = Optional.empty();
    said.clear();
  }

  private synchronized void fails(String because) {
    problem = Optional.of("tokens cannot be reviewed: " + because);
    // Each reason is logged once per outage, because two alternating reasons would fill the log.
    if (said.add(because)) {
      LOG.warn("tokens cannot be reviewed because=\"{}\"", because);
    }
  }

  /** Counts a heartbeat that was accepted although its token could not be reviewed again. */
  void graced() {
    graced.increment();
  }

  boolean isAnswering() {
    return problem.isEmpty();
  }

  /** Why tokens cannot be reviewed, as a sentence without a full stop; empty if they can. */
  Optional<String> problem() {
    return problem;
  }

  long reviews() {
    return reviews.sum();
  }

  long forbidden() {
    return forbidden.sum();
  }

  long unavailable() {
    return unavailable.sum();
  }

  long gracedHeartbeats() {
    return graced.sum();
  }
}
