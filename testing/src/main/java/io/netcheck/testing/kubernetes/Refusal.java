// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Why something asked for is not done, as Kubernetes says it: a <a
 * href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/">Status</a>.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;
  private final String reason;

  /**
   * @param code of HTTP
   * @param reason that programs go by, such as {@code NotFound}
   */
  public Refusal(int code, String reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  static Refusal unknownPath() {
    return new Refusal(404, "NotFound", "the server could not find the requested resource");
  }

  static Refusal notFound(Kind kind, String name) {
    return new Refusal(404, "NotFound", named(kind, name) + " not found");
  }

  static Refusal alreadyExists(Kind kind, String name) {
    return new Refusal(409, "AlreadyExists", named(kind, name) + " already exists");
  }

  static Refusal conflict(Kind kind, String name) {
    return new Refusal(
        409,
        "Conflict",
        "Operation cannot be fulfilled on "
            + named(kind, name)
            + ": the object has been modified; please apply your changes to the latest version and try again");
  }

  static Refusal invalid(Kind kind, String name, String why) {
    return new Refusal(422, "Invalid", kind.name() + " \"" + name + "\" is invalid: " + why);
  }

  static Refusal badRequest(String why) {
    return new Refusal(400, "BadRequest", why);
  }

  static Refusal unsupported(String contentType) {
    return new Refusal(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format: " + contentType);
  }

  private static String named(Kind kind, String name) {
    String group = kind.group();
    return kind.resource() + (group.isEmpty() ? "" : "." + group) + " \"" + name + "\"";
  }

  int code() {
    return code;
  }

  ObjectNode status() {
    return Kind.typed("v1", "Status")
        .put("status", "Failure")
        .put("message", getMessage())
        .put("reason", reason)
        .put("code", code);
  }
}
