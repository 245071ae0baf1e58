// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

/** What an authority says of a token. */
public sealed interface TokenReview {
  /** It is good, and its agent's. */
  record Good(AgentPod pod) implements TokenReview {}

  /** It is not good, or not that of an agent. */
  record Bad(AuthRefusal why) implements TokenReview {}

  /**
   * The authority said nothing.
   *
   * @param because in our own words
   * @param forbidden whether it refuses to say anything to this exporter
   */
  record None(String because, boolean forbidden) implements TokenReview {}
}
