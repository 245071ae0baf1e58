// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.history;

import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.RequestTargets;
import io.netcheck.fuzz.FuzzTarget;
import java.time.Instant;
import java.util.List;

/** The query of a history. */
public final class HistoryTargets {
  private HistoryTargets() {}

  public static List<FuzzTarget> all() {
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    return List.of(
        FuzzTarget.of(
            "history-query",
            in -> HistoryQuery.of(RequestTargets.request(in), now).peer().isPresent(),
            List.of(HttpError.class)));
  }
}
