// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

/** An authority that knows whose a token is. Called from many threads. */
public interface TokenReviewer {
  /** Asks it. Waits for the answer for as long as the authority's client does. */
  TokenReview review(String token);

  /** Whether {@code pod} was seen to end. Waits for nobody. */
  boolean isGone(AgentPod pod);
}
