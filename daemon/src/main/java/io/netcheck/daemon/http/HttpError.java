// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/**
 * The reason why a request cannot be answered as intended. The body of its response is {@code
 * {"error":{"code","message","field"}}}.
 */
public final class HttpError extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String field;
  private final transient Map<String, String> headers;

  /**
   * @param message a phrase for people, without anything that the client sent
   */
  public HttpError(ErrorCode code, String message) {
    this(code, message, "");
  }

  /**
   * @param field a JSON pointer to the place in the body, {@code ""} if the error has no such place
   */
  public HttpError(ErrorCode code, String message, String field) {
    this(code, message, field, Map.of());
  }

  /**
   * @param headers of the response
   */
  public HttpError(ErrorCode code, String message, String field, Map<String, String> headers) {
    super(message, null, false, false);
    this.code = code;
    this.field = field;
    this.headers = Map.copyOf(headers);
  }

  /** The kind of the error. */
  public ErrorCode code() {
    return code;
  }

  /** The HTTP status of the response. */
  public int status() {
    return code.status();
  }

  /** Headers of the response. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The response with this error as JSON. */
  public Response response() {
    String body =
        "{\"error\":{\"code\":"
            + quote(code.label())
            + ",\"message\":"
            + quote(String.valueOf(getMessage()))
            + (field.isEmpty() ? "" : ",\"field\":" + quote(field))
            + "}}";
    return new Response(status(), "application/json; charset=utf-8", body.getBytes(UTF_8), headers);
  }

  /** A JSON string (RFC 8259 §7). */
  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
