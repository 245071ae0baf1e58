// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Why the server denies a request, in the format of Kubernetes: a <a
 * href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/">Status</a>.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;
  private final String reason;

  /**
   * @param code the HTTP status code
   * @param reason the machine-readable reason, such as {@code NotFound}
   */
  public ApiException(int code, String reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  static ApiException unknownPath() {
    return new ApiException(404, "NotFound", "the server could not find the requested resource");
  }

  static ApiException notFound(ObjectKind kind, String name) {
    return new ApiException(404, "NotFound", named(kind, name) + " not found");
  }

  static ApiException alreadyExists(ObjectKind kind, String name) {
    return new ApiException(409, "AlreadyExists", named(kind, name) + " already exists");
  }

  static ApiException conflict(ObjectKind kind, String name) {
    return new ApiException(
        409,
        "Conflict",
        "Operation cannot be fulfilled on "
            + named(kind, name)
            + ": the object has been modified; please apply your changes to the latest version and try again");
  }

  static ApiException invalid(ObjectKind kind, String name, String why) {
    return new ApiException(422, "Invalid", kind.name() + " \"" + name + "\" is invalid: " + why);
  }

  static ApiException badRequest(String why) {
    return new ApiException(400, "BadRequest", why);
  }

  static ApiException unsupported(String contentType) {
    return new ApiException(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format: " + contentType);
  }

  private static String named(ObjectKind kind, String name) {
    String group = kind.group();
    return kind.resource() + (group.isEmpty() ? "" : "." + group) + " \"" + name + "\"";
  }

  int code() {
    return code;
  }

  ObjectNode status() {
    return ObjectKind.typed("v1", "Status")
        .put("status", "Failure")
        .put("message", getMessage())
        .put("reason", reason)
        .put("code", code);
  }
}
