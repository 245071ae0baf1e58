// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import io.netcheck.daemon.LoopWatch;
import java.util.List;

/** What the pages for health and readiness answer. */
public final class HealthResponse {
  private HealthResponse() {}

  /** {@code good}, or status 503 and which loops do not turn any more. */
  public static Response of(LoopWatch loops, Response good) {
    List<String> stalled = loops.stalled();
    return stalled.isEmpty()
        ? good
        : Response.text("stalled: " + String.join(", ", stalled) + "\n").withStatus(503);
  }
}
