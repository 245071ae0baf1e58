// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import io.netcheck.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** The exporter's answer to a heartbeat in small segments. */
public final class HeartbeatTargets {
  private HeartbeatTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(
        FuzzTarget.of(
            "short-answer",
            in -> ShortAnswer.read(new ByteArrayInputStream(in)).status(),
            List.of(IOException.class)));
  }
}
