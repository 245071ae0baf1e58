// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

/** The answer of an authority about a token. */
public sealed interface TokenReview {
  /** The token is valid and belongs to an agent. */
  record Good(AgentPod pod) implements TokenReview {}

  /** The token is not valid, or does not belong to an agent. */
  record Bad(AuthRefusal why) implements TokenReview {}

  /**
   * The authority did not answer.
   *
   * @param because the reason in words of Netcheck
   * @param forbidden whether the authority denies this exporter the permission to ask
   */
  record Unanswered(String because, boolean forbidden) implements TokenReview {}
}
