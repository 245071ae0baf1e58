// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import com.sun.net.httpserver.HttpHandler;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Which path and method lead where. Paths are exact, without patterns; what else is below a prefix
 * can be given to a {@link SubtreeHandler}.
 */
public final class Routes {
  /** What stands at one path. */
  sealed interface Route {
    /** The value of the {@code Allow} header. */
    String allowed();
  }

  record Get(RequestHandler handler) implements Route {
    @Override
    public String allowed() {
      return "GET, HEAD";
    }
  }

  record Post(String mediaType, int maxBody, RequestHandler handler, Consumer<HttpError> refused)
      implements Route {
    @Override
    public String allowed() {
      return "POST";
    }
  }

  /** A handler that writes its own answer, and that only to GET and HEAD. */
  record Raw(HttpHandler handler) implements Route {
    @Override
    public String allowed() {
      return "GET, HEAD";
    }
  }

  private static final String HEALTHY = "/-/healthy";
  private static final String READY = "/-/ready";

  private final Map<String, Route> routes = new TreeMap<>();
  private final Map<String, RouteAccess> access = new TreeMap<>();
  private final TreeMap<String, SubtreeHandler> subtrees = new TreeMap<>();

  public Routes get(String path, RequestHandler handler) {
    routes.put(path, new Get(handler));
    return this;
  }

  /**
   * @param mediaType the only one accepted; others are answered 415
   * @param maxBody bytes; more are answered 413
   * @param refused told of every request to this route that is refused
   */
  public Routes post(
      String path,
      String mediaType,
      int maxBody,
      RequestHandler handler,
      Consumer<HttpError> refused) {
    routes.put(path, new Post(mediaType, maxBody, handler, refused));
    return this;
  }

  /** Mounts a library's own handler for GET and HEAD. */
  public Routes raw(String path, HttpHandler handler) {
    routes.put(path, new Raw(handler));
    return this;
  }

  /**
   * Gives {@code subtree} every request below {@code prefix} whose path has no route of its own.
   *
   * @param prefix ends with a slash
   */
  public Routes below(String prefix, SubtreeHandler subtree) {
    subtrees.put(prefix, subtree);
    return this;
  }

  /** Says who may ask {@code path}, and it alone, where that is not {@link RouteAccess#GUARDED}. */
  public Routes access(String path, RouteAccess who) {
    access.put(path, who);
    return this;
  }

  /** The liveness and readiness of a process, which anybody may ask for. */
  public Routes probes(RequestHandler healthy, RequestHandler ready) {
    return get(HEALTHY, healthy)
        .get(READY, ready)
        .access(HEALTHY, RouteAccess.PROBE)
        .access(READY, RouteAccess.PROBE);
  }

  /** Others, with the same {@link #probes} and nothing else. */
  public Routes probesOnly() {
    Routes only = new Routes();
    for (String path : List.of(HEALTHY, READY)) {
      Route probe = routes.get(path);
      if (probe != null) {
        only.routes.put(path, probe);
        only.access.put(path, accessTo(path));
      }
    }
    return only;
  }

  RouteAccess accessTo(String path) {
    return access.getOrDefault(path, RouteAccess.GUARDED);
  }

  Map<String, Route> byPath() {
    return Map.copyOf(routes);
  }

  /** The prefixes, the longer before the shorter of those that are alike. */
  Map<String, SubtreeHandler> byPrefix() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(subtrees.descendingMap()));
  }
}
