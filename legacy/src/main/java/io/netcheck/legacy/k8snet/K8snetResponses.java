// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Response;
import io.netcheck.legacy.golang.GoException;
import io.netcheck.legacy.golang.GoGenerator;
import java.util.List;
import java.util.Map;

/** The short answers, in the form of k8snet-checker. */
final class K8snetResponses {
  static final Response HEARD = success("heartbeat received");
  static final Response SAVED = success("test results saved");
  static final Response HEALTHY = Response.json("{\"status\":\"healthy\"}");
  static final Response INCOMPLETE =
      invalid("missing required field", "PodName, NodeIP, PodIP must not be empty");

  private K8snetResponses() {}

  private static Response success(String message) {
    return Response.json("{\"message\":\"" + message + "\",\"status\":\"success\"}");
  }

  private static Response error(int status, String code, String message, String details) {
    return Response.json(
            GoGenerator.bytes(out -> {
              out.writeStartObject();
              out.writeStringField("code", code);
              out.writeStringField("message", message);
              out.writeStringField("details", details);
              out.writeEndObject();
            }))
        .withStatus(status);
  }

  private static Response invalid(String message, String details) {
    return error(400, "INVALID_REQUEST", message, details);
  }

  static Response invalid(GoException e) {
    return invalid("invalid request data", e.text());
  }

  /** A request that the listener refused before it reached this API. */
  static Response refusal(HttpError error) {
    String code = error.status() < 500 ? "INVALID_REQUEST" : "INTERNAL_ERROR";
    return with(
        error(error.status(), code, "the request was refused", String.valueOf(error.getMessage())),
        error.headers());
  }

  static Response unauthorized() {
    return with(
        error(401, "UNAUTHORIZED", "credentials expected", "Authorization: Basic expected"),
        Map.of("WWW-Authenticate", "Basic realm=\"netcheck\""));
  }

  static Response forbidden() {
    return error(
        403, "FORBIDDEN", "not from this address", "NETCHECK_LEGACY_ALLOWED_CIDRS leaves it out");
  }

  private static Response with(Response response, Map<String, String> headers) {
    return new Response(response.status(), response.contentType(), response.body(), headers);
  }

  /** Redirects to the path without its final slash. */
  static Response moved(String method, String path, String query) {
    Map<String, String> headers = Map.of("Location", query.isEmpty() ? path : path + "?" + query);
    return method.equals("GET")
        ? new Response(
            301,
            "text/html; charset=utf-8",
            ("<a href=\"" + path + "\">Moved Permanently</a>.\n\n").getBytes(UTF_8),
            headers)
        : new Response(307, "", new byte[0], headers);
  }

  static Response addresses(String key, List<String> addresses) {
    return Response.json(
        GoGenerator.bytes(out -> {
          out.writeStartObject();
          out.writeNumberField("count", addresses.size());
          out.writeFieldName(key);
          out.writeStrings(addresses);
          out.writeEndObject();
        }));
  }

  static Response count(int clients) {
    return Response.json("{\"active_client_count\":" + clients + "}");
  }
}
