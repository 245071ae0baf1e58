// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.Lab;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts and restores the connection between node-1 and node-3 again and again. */
final class FlappingLink implements InjectedFault {
  private static final Duration DOWN = Duration.ofSeconds(7);
  private static final Duration UP = Duration.ofSeconds(8);

  private @Nullable RepeatingThread flapping;

  @Override
  public void begin(Lab lab) {
    flapping = new RepeatingThread("flapping", () -> turn(lab));
  }

  private static boolean turn(Lab lab) throws InterruptedException {
    try {
      lab.filter().cut(List.of(lab.node(1)), List.of(lab.node(3)));
      Thread.sleep(DOWN);
      lab.filter().clear();
      Thread.sleep(UP);
      return true;
    } catch (IOException _) {
      return false; // interrupted
    }
  }

  @Override
  public void heal(Lab lab) throws IOException {
    if (flapping != null) {
      flapping.close();
    }
    lab.filter().clear();
  }
}
