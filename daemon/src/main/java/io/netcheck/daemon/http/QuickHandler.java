// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

/** A handler that is declared to be quick. */
record QuickHandler(RequestHandler handler) implements RequestHandler {
  @Override
  public Response handle(Request request) throws HttpError {
    return handler.handle(request);
  }

  @Override
  public boolean isQuick() {
    return true;
  }
}
