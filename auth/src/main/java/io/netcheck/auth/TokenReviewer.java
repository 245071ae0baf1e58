// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

/** An authority that knows which agent a token belongs to. Called from many threads. */
public interface TokenReviewer {
  /** Asks the authority. Blocks as long as the timeout of its client. */
  TokenReview review(String token);

  /** Whether the end of {@code pod} was seen. Does not block. */
  boolean isGone(AgentPod pod);
}
