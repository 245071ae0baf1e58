// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Which path and method lead to which handler. Paths are exact, without patterns. All other paths
 * below a prefix can have a {@link Route} of their own. Filled before a listener uses it, and not
 * changed afterwards.
 */
public final class Routes {
  private static final String HEALTHY = "/-/healthy";
  private static final String READY = "/-/ready";
  private static final String READ_METHODS = "GET, HEAD";

  private final Map<String, Route> byPath = new TreeMap<>();
  private final Map<String, RouteAccess> access = new TreeMap<>();

  /** The longest prefix first among those that begin alike. */
  private final TreeMap<String, Route> byPrefix = new TreeMap<>((a, b) -> b.compareTo(a));

  public Routes get(String path, RequestHandler handler) {
    byPath.put(path, reading(handler));
    return this;
  }

  /**
   * Gives every request below {@code prefix} to {@code handler}, which looks at the path itself.
   *
   * @param prefix ends with a slash
   */
  public Routes getBelow(String prefix, RequestHandler handler) {
    return below(prefix, reading(handler));
  }

  private static Route reading(RequestHandler handler) {
    return head ->
        head.isRead()
            ? handled(head, 0, handler, HttpError::response)
            : methodNotAllowed(READ_METHODS);
  }

  /**
   * @param mediaType the only one that is accepted; others are answered with 415
   * @param maxBody bytes; a larger body is answered with 413
   * @param refused called with the error of every POST to this route that is refused
   */
  public Routes post(
      String path,
      String mediaType,
      int maxBody,
      RequestHandler handler,
      Consumer<HttpError> refused) {
    return postChosenBy(path, mediaType, maxBody, new FixedChoice(handler), refused);
  }

  /**
   * The same with a handler that the head decides, before any of the body is read.
   *
   * @param choice asked once the method and the media type are right
   */
  public Routes postChosenBy(
      String path,
      String mediaType,
      int maxBody,
      HandlerChoice choice,
      Consumer<HttpError> refused) {
    Function<HttpError, Response> refusal =
        error -> {
          if (error.code() != ErrorCode.INTERNAL) {
            refused.accept(error);
          }
          return error.response();
        };
    byPath.put(
        path,
        head -> {
          if (!head.method().equals("POST")) {
            return methodNotAllowed("POST");
          }
          String type = head.header("Content-Type");
          if (!type.split(";", 2)[0].strip().equalsIgnoreCase(mediaType)) {
            return refused(
                new HttpError(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Content-Type expected: " + mediaType),
                refusal);
          }
          if (!head.header("Content-Encoding").isEmpty()) {
            return refused(
                new HttpError(ErrorCode.UNSUPPORTED_ENCODING, "no Content-Encoding expected"),
                refusal);
          }
          return chosen(head, maxBody, choice, refusal);
        });
    return this;
  }

  private record FixedChoice(RequestHandler handler) implements HandlerChoice {
    @Override
    public RequestHandler choose(RequestHead head) {
      return handler;
    }

    @Override
    public Optional<RequestHandler> chooseAtOnce(RequestHead head) {
      return Optional.of(handler);
    }
  }

  private static Answer chosen(
      RequestHead head, int maxBody, HandlerChoice choice, Function<HttpError, Response> refusal) {
    try {
      Optional<RequestHandler> now = choice.chooseAtOnce(head);
      return now.isPresent()
          ? handled(head, maxBody, now.get(), refusal)
          : new Answer.Deferred(() -> chosenLater(head, maxBody, choice, refusal));
    } catch (HttpError e) {
      return refused(e, refusal);
    }
  }

  private static Answer chosenLater(
      RequestHead head, int maxBody, HandlerChoice choice, Function<HttpError, Response> refusal) {
    try {
      return handled(head, maxBody, choice.choose(head), refusal);
    } catch (HttpError e) {
      return refused(e, refusal);
    }
  }

  /** Adds a handler of GET and HEAD whose bodies are written piece by piece. */
  public Routes body(String path, String contentType, BodyHandler handler) {
    byPath.put(
        path,
        head ->
            head.isRead()
                ? new Answer.Deferred(() -> opened(head, contentType, handler))
                : methodNotAllowed(READ_METHODS));
    return this;
  }

  private static Answer opened(RequestHead head, String contentType, BodyHandler handler) {
    try {
      return new Answer.Streamed(
          contentType, handler.open(new Request(head, head.parameters(), new byte[0])));
    } catch (HttpError e) {
      return refused(e, HttpError::response);
    }
  }

  /** Adds a stream of events for GET; HEAD gets its headers. */
  public Routes events(String path, EventFeed.Choice choice) {
    byPath.put(
        path, head -> head.isRead() ? followed(head, choice) : methodNotAllowed(READ_METHODS));
    return this;
  }

  private static Answer followed(RequestHead head, EventFeed.Choice choice) {
    try {
      return new Answer.Events(choice.choose(new Request(head, head.parameters(), new byte[0])));
    } catch (HttpError e) {
      return refused(e, HttpError::response);
    }
  }

  private static Answer handled(
      RequestHead head,
      int maxBody,
      RequestHandler handler,
      Function<HttpError, Response> refusal) {
    try {
      return new Answer.Handled(head.parameters(), maxBody, handler, refusal);
    } catch (HttpError e) {
      return refused(e, refusal);
    }
  }

  private static Answer methodNotAllowed(String allowed) {
    return refused(
        new HttpError(
            ErrorCode.METHOD_NOT_ALLOWED,
            "this path takes " + allowed,
            "",
            Map.of("Allow", allowed)),
        HttpError::response);
  }

  private static Answer refused(HttpError error, Function<HttpError, Response> refusal) {
    return new Answer.Immediate(refusal.apply(error));
  }

  /**
   * Gives {@code route} every request below {@code prefix} whose path has no route of its own.
   *
   * @param prefix ends with a slash
   */
  public Routes below(String prefix, Route route) {
    byPrefix.put(prefix, route);
    return this;
  }

  /** Sets the access to exactly {@code path}. The default is {@link RouteAccess#GUARDED}. */
  public Routes access(String path, RouteAccess required) {
    access.put(path, required);
    return this;
  }

  /** Adds the liveness and readiness of the process, without access control. */
  public Routes probes(RequestHandler healthy, RequestHandler ready) {
    return get(HEALTHY, healthy)
        .get(READY, ready)
        .access(HEALTHY, RouteAccess.PROBE)
        .access(READY, RouteAccess.PROBE);
  }

  /** New routes that have the same {@link #probes} and nothing else. */
  public Routes probesOnly() {
    Routes only = new Routes();
    for (String path : List.of(HEALTHY, READY)) {
      Route probe = byPath.get(path);
      if (probe != null) {
        only.byPath.put(path, probe);
        only.access.put(path, accessTo(path));
      }
    }
    return only;
  }

  /** Which requests to {@code path} are accepted. */
  public RouteAccess accessTo(String path) {
    return access.getOrDefault(path, RouteAccess.GUARDED);
  }

  /** Decides how a request is answered, within microseconds and before any of the body is read. */
  public Answer answer(RequestHead head) {
    Route exact = byPath.get(head.path());
    if (exact != null) {
      return exact.answer(head);
    }
    for (Map.Entry<String, Route> entry : byPrefix.entrySet()) {
      if (head.path().startsWith(entry.getKey())) {
        return entry.getValue().answer(head);
      }
    }
    return refused(
        new HttpError(ErrorCode.NOT_FOUND, "there is nothing at this path"), HttpError::response);
  }
}
