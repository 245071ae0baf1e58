// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

/** Why somebody may not speak. */
public enum AuthRefusal {
  /** Nothing was shown that could prove anything. */
  NO_TOKEN,
  /** What was shown proves nothing: it is unknown, expired, or not meant for this exporter. */
  WRONG_TOKEN,
  /** TLS proved no certificate, or one that is not valid now. */
  NO_CERTIFICATE,
  /** The token is good, and not that of an agent's pod. */
  NO_AGENT,
  /** Too many unknown tokens have to be looked at. */
  TOO_MANY_TOKENS,
  /** Who would have to be asked does not answer. */
  UNAVAILABLE
}
