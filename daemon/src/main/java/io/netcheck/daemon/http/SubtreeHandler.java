// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import com.sun.net.httpserver.HttpHandler;
import java.util.function.Function;

/**
 * Every path below a prefix that has no route of its own, under rules of its own: which methods
 * there are, what a body may be, and how a refusal reads. For an API that others have defined.
 */
@FunctionalInterface
public interface SubtreeHandler {
  /** Who answers a request; called for every method, before any of the body is read. */
  Branch at(Head head);

  /** The answer to one request of a subtree. */
  sealed interface Branch {}

  /**
   * A handler's answer.
   *
   * @param maxBody bytes that are read before {@code handler} is asked; 0 to read none
   * @param refusal how the listener's own refusals read here, such as 413
   */
  record Answered(int maxBody, RequestHandler handler, Function<HttpError, Response> refusal)
      implements Branch {}

  /** An answer that is written as it is made, because it may be too large to be held. */
  record Written(HttpHandler handler) implements Branch {}
}
