// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.relay;

import io.netcheck.daemon.http.Request;
import io.netcheck.legacy.golang.GoText;

/**
 * A report as a client sent it.
 *
 * @param path escaped
 * @param contentType {@code ""} if the client did not say
 * @param authorization {@code ""} if the client sent none
 * @param takenNanos when it came
 */
@SuppressWarnings("ArrayRecordComponent") // what was read; nobody changes it
record PassedReport(
    String path, String contentType, String authorization, byte[] body, long takenNanos) {
  static PassedReport of(Request request, long nowNanos) {
    return new PassedReport(
        GoText.escapedPath(request.head().path()),
        request.head().header("Content-Type"),
        request.authorization(),
        request.body(),
        nowNanos);
  }
}
