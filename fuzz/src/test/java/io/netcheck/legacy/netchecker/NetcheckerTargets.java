// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import io.netcheck.fuzz.FuzzTarget;
import io.netcheck.fuzz.RoundTrip;
import io.netcheck.legacy.golang.GoException;
import java.util.List;

/** What agents of netchecker send, and what their server answers of it. */
public final class NetcheckerTargets {
  private NetcheckerTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(
        FuzzTarget.of(
            "netchecker-report",
            in ->
                RoundTrip.ofWritten(
                    in, AgentInput::read, report -> AgentJson.exact(report, AgentLists.of(report))),
            List.of(GoException.class)));
  }
}
