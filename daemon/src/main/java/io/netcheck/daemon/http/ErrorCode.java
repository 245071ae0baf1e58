// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The kinds of errors that Netcheck answers with over HTTP. {@code docs/api.md} lists them as they
 * are here.
 */
public enum ErrorCode {
  UNAUTHENTICATED(
      401, true, "A token is required and missing. The answer has `WWW-Authenticate: Bearer`."),
  CREDENTIAL_REFUSED(
      401,
      true,
      "The token is unknown, expired or not meant for this exporter. The answer has"
          + " `WWW-Authenticate: Bearer`."),
  CERTIFICATE_REQUIRED(
      403, true, "A client certificate is required, and there is none that is valid now."),
  NOT_AN_AGENT(403, true, "The token is valid, but does not belong to an agent's pod."),
  WRONG_NODE(403, true, "The sender may not report for this `node` and `kind`."),
  TOO_MANY_TOKENS(
      429, true, "Too many unknown tokens, from this source or in total. The sender can retry."),
  AUTH_UNAVAILABLE(
      503, true, "The Kubernetes API does not answer whose token it is. The sender can retry."),
  MALFORMED(400, true, "The body is not JSON, or not what this path expects."),
  ADDRESS_NOT_ALLOWED(
      400,
      true,
      "An address is outside `NETCHECK_ALLOWED_CIDRS`, or [never"
          + " allowed](security.md#what-agents-may-be-told-to-probe)."),
  BAD_QUERY(400, true, "The query string is malformed, or a parameter has an unknown value."),
  BAD_REQUEST(400, true, "The request is not well-formed HTTP. The connection is closed."),
  UNAUTHORIZED(
      401,
      false,
      "The web configuration requires a user and a password, or `NETCHECK_WEB_TOKEN_FILE` a token."),
  CERTIFICATE_NOT_ACCEPTED(
      403,
      false,
      "The changed web configuration does not accept the client's certificate. The"
          + " connection is closed."),
  CROSS_ORIGIN(403, false, "The page of another site let a browser send this."),
  HOST_NOT_ALLOWED(
      421,
      false,
      "A browser used a name for this port that `NETCHECK_ALLOWED_HOSTS` does not have."),
  NOT_FOUND(404, false, "Unknown path or check, or no agent is known on the requested node."),
  BEFORE_HISTORY(404, false, "The history does not reach back to the requested time."),
  CHECKS_DISABLED(403, false, "`NETCHECK_CHECKS_PER_MINUTE` is 0."),
  AGENT_SILENT(409, false, "The agents that would have to check do not report."),
  TOO_MANY_CHECKS(
      429,
      false,
      "More than `NETCHECK_CHECKS_PER_MINUTE`, or the agents have too many orders already. The"
          + " client can retry."),
  METHOD_NOT_ALLOWED(405, false, "The `Allow` header lists the allowed methods."),
  TOO_LARGE(413, true, "The body is too large. The connection is closed."),
  URI_TOO_LONG(414, false, "The request line is too long. The connection is closed."),
  UNSUPPORTED_MEDIA_TYPE(415, true, "The `Content-Type` is not `application/json`."),
  UNSUPPORTED_ENCODING(415, true, "The request has a `Content-Encoding`."),
  HEADERS_TOO_LARGE(431, false, "The headers are too many or too large. The connection is closed."),
  RATE_LIMITED(429, false, "More requests than the web configuration allows."),
  INTERNAL(500, false, "A bug. See the exporter's log."),
  BUSY(503, false, "Too many passwords wait for a check. The client can retry."),
  OVERLOADED(503, true, "Too many requests at once. The client can retry."),
  TOO_MANY_CLIENTS(503, true, "The exporter already knows `NETCHECK_MAX_CLIENTS` agents."),
  TOO_MUCH_REPORTED(
      503,
      true,
      "What all agents report fills half of the heap, and this one reports more than an equal part."),
  NOT_READY(503, false, "Only from an agent's `/-/ready`.");

  /** Code and links of Markdown. */
  private static final Pattern MARKUP = Pattern.compile("`([^`]*)`|\\[([^]]*)]\\([^)]*\\)");

  private final int status;
  private final boolean heartbeat;
  private final String meaning;

  ErrorCode(int status, boolean heartbeat, String meaning) {
    this.status = status;
    this.heartbeat = heartbeat;
    this.meaning = meaning;
  }

  /** The name of the code in answers and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** Whether a heartbeat can be rejected with this code. */
  public boolean isOfHeartbeats() {
    return heartbeat;
  }

  /** One or two sentences of Markdown for the documentation. */
  public String meaning() {
    return meaning;
  }

  /** What the code with this label means, as part of a sentence; empty for other labels. */
  public static Optional<String> explain(String label) {
    return Arrays.stream(values())
        .filter(code -> code.label().equals(label))
        .findFirst()
        .map(code -> {
          String plain = MARKUP.matcher(code.meaning).replaceAll("$1$2");
          int end = plain.indexOf(". ");
          String sentence = plain.substring(0, end < 0 ? plain.length() - 1 : end);
          return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
        });
  }

  /** The labels of all codes that a heartbeat can be rejected with. */
  public static List<String> heartbeatLabels() {
    return Arrays.stream(values()).filter(ErrorCode::isOfHeartbeats).map(ErrorCode::label).toList();
  }
}
