// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

/** Answers the requests of one route. Called from many threads at once. */
@FunctionalInterface
public interface RequestHandler {
  /**
   * @throws HttpError to refuse the request
   */
  Response handle(Request request) throws HttpError;
}
