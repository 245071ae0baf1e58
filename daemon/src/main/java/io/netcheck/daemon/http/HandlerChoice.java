// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.util.Optional;

/**
 * Decides from the head of a request who handles it, or that it is refused. None of the body has
 * been read by then. Called from many threads at once.
 */
@FunctionalInterface
public interface HandlerChoice {
  /**
   * The handler of the request. May take its time, such as for asking another server.
   *
   * @throws HttpError to refuse the request
   */
  RequestHandler choose(RequestHead head) throws HttpError;

  /**
   * The same for a caller that cannot wait.
   *
   * @return empty if the decision takes longer than microseconds; then {@link #choose} decides
   * @throws HttpError to refuse the request
   */
  default Optional<RequestHandler> chooseAtOnce(RequestHead head) throws HttpError {
    return Optional.empty();
  }
}
