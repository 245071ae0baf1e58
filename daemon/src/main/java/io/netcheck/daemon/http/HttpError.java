// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/**
 * A request that cannot be answered as it was meant. Its body is {@code
 * {"error":{"code","message","field"}}}.
 */
public final class HttpError extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String field;
  private final transient Map<String, String> headers;

  /**
   * @param code a word for programs
   * @param message a sentence for people; without anything the client sent
   * @param field a JSON pointer to the place in the body, {@code ""} where it is not one place
   */
  public HttpError(int status, String code, String message, String field) {
    this(status, code, message, field, Map.of());
  }

  /**
   * @param headers that belong to it
   */
  public HttpError(
      int status, String code, String message, String field, Map<String, String> headers) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.field = field;
    this.headers = headers;
  }

  /** The word for programs. */
  public String code() {
    return code;
  }

  /** The status that it is answered with. */
  public int status() {
    return status;
  }

  /** Headers that belong to it. */
  public Map<String, String> headers() {
    return headers;
  }

  Response response() {
    String body =
        "{\"error\":{\"code\":"
            + quote(code)
            + ",\"message\":"
            + quote(String.valueOf(getMessage()))
            + (field.isEmpty() ? "" : ",\"field\":" + quote(field))
            + "}}";
    return new Response(status, "application/json; charset=utf-8", body.getBytes(UTF_8), headers);
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
