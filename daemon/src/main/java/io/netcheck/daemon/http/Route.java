// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

/**
 * Decides how the requests to one path, or to all paths below a prefix, are answered. A route below
 * a prefix sets its own rules: which methods exist, how large a body may be, and what an error
 * looks like. Called from many threads at once.
 */
@FunctionalInterface
public interface Route {
  /** Called for every method, before any of the body is read. */
  Answer answer(RequestHead head);
}
