// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request, in the terms of HTTP and of RBAC.
 *
 * @param token the bearer token; empty if there is none
 * @param apiVersion this and the following fields are set if the path names a resource, otherwise
 *     empty
 */
public record ApiRequest(
    String method,
    String path,
    Map<String, String> query,
    String contentType,
    String userAgent,
    String token,
    String apiVersion,
    String namespace,
    String resource,
    String name,
    String subresource) {
  public ApiRequest {
    query = Map.copyOf(query);
  }

  static ApiRequest of(HttpExchange exchange) {
    URI uri = exchange.getRequestURI();
    Headers headers = exchange.getRequestHeaders();
    String authorization = first(headers, "Authorization");
    List<String> words = Arrays.asList(uri.getPath().substring(1).split("/", -1));
    int start =
        switch (words.getFirst()) {
          case "api" -> Math.min(2, words.size());
          case "apis" -> Math.min(3, words.size());
          default -> words.size();
        };
    List<String> rest = words.subList(start, words.size());
    boolean inNamespace =
        rest.size() > 2
            && rest.getFirst().equals("namespaces")
            && ObjectKind.of(String.join("/", words.subList(1, start)), rest.get(2)).isPresent();
    List<String> object = inNamespace ? rest.subList(2, rest.size()) : rest;
    return new ApiRequest(
        exchange.getRequestMethod(),
        uri.getPath(),
        query(uri),
        first(headers, "Content-Type"),
        first(headers, "User-Agent"),
        authorization.startsWith("Bearer ") ? authorization.substring(7) : "",
        rest.isEmpty() ? "" : String.join("/", words.subList(1, start)),
        inNamespace ? rest.get(1) : "",
        at(object, 0),
        at(object, 1),
        at(object, 2));
  }

  private static String first(Headers headers, String name) {
    return Optional.ofNullable(headers.getFirst(name)).orElse("");
  }

  private static String at(List<String> words, int index) {
    return index < words.size() ? words.get(index) : "";
  }

  private static Map<String, String> query(URI uri) {
    Map<String, String> query = new HashMap<>();
    if (uri.getRawQuery() != null) {
      for (String pair : uri.getRawQuery().split("&", -1)) {
        String[] parts = pair.split("=", 2);
        query.put(
            URLDecoder.decode(parts[0], UTF_8),
            parts.length == 1 ? "" : URLDecoder.decode(parts[1], UTF_8));
      }
    }
    return query;
  }

  String asked(String parameter) {
    return query.getOrDefault(parameter, "");
  }

  boolean asks(String parameter) {
    return List.of("true", "1", "All").contains(asked(parameter));
  }

  /** The RBAC verb of this request. */
  public String verb() {
    return switch (method) {
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
      default -> asks("watch") ? "watch" : name.isEmpty() ? "list" : "get";
    };
  }
}
