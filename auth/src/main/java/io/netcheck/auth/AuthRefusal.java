// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import java.util.Map;

/** Why the sender of a heartbeat is refused. */
public enum AuthRefusal {
  /** The request has no token. */
  NO_TOKEN(
      ErrorCode.UNAUTHENTICATED,
      "Authorization: Bearer expected, with a token",
      "Bearer realm=\"netcheck\""),

  /** The token is unknown, expired, or not meant for this exporter (RFC 6750, section 3.1). */
  WRONG_TOKEN(
      ErrorCode.CREDENTIAL_REFUSED,
      "the token is not accepted",
      "Bearer realm=\"netcheck\", error=\"invalid_token\""),

  /** TLS proved no certificate, or one that is not valid now. */
  NO_CERTIFICATE(
      ErrorCode.CERTIFICATE_REQUIRED, "a client certificate that is valid now expected", ""),

  /** The token is valid, but it is not the token of an agent's pod. */
  NO_AGENT(ErrorCode.NOT_AN_AGENT, "the token is not that of an agent's pod", ""),

  /** Too many unknown tokens have to be reviewed. */
  TOO_MANY_TOKENS(ErrorCode.TOO_MANY_TOKENS, "too many unknown tokens; try again", ""),

  /** The authority that reviews tokens does not answer. */
  UNAVAILABLE(ErrorCode.AUTH_UNAVAILABLE, "the token cannot be checked at present; try again", "");

  private final ErrorCode code;
  private final String message;

  /** The header {@code WWW-Authenticate}, {@code ""} for none. */
  private final String challenge;

  AuthRefusal(ErrorCode code, String message, String challenge) {
    this.code = code;
    this.message = message;
    this.challenge = challenge;
  }

  /** The refusal as an answer. */
  public HttpError error() {
    return new HttpError(
        code, message, "", challenge.isEmpty() ? Map.of() : Map.of("WWW-Authenticate", challenge));
  }
}
