// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.ChildProcess;
import io.netcheck.lab.cluster.Lab;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets processes run for a small part of the time, like a CPU quota: {@code cpu.cfs_quota_us}
 * freezes a process that has used up its share until the next period.
 */
final class CpuThrottle implements InjectedFault {
  private static final Duration RUNNING = Duration.ofMillis(15);
  private static final Duration FROZEN = Duration.ofMillis(135);

  /** Selects the processes. */
  @FunctionalInterface
  interface Victims {
    List<ChildProcess> of(Lab lab);
  }

  private final Victims victims;
  private @Nullable RepeatingThread throttling;

  CpuThrottle(Victims victims) {
    this.victims = victims;
  }

  @Override
  public void begin(Lab lab) {
    List<ChildProcess> children = victims.of(lab);
    throttling = new RepeatingThread("throttle", () -> turn(children));
  }

  private static boolean turn(List<ChildProcess> children) throws InterruptedException {
    try {
      for (ChildProcess child : children) {
        child.freeze();
      }
      Thread.sleep(FROZEN);
      for (ChildProcess child : children) {
        child.resume();
      }
      Thread.sleep(RUNNING);
      return true;
    } catch (IOException _) {
      return false; // one of them is gone
    }
  }

  @Override
  public void heal(Lab lab) throws IOException {
    if (throttling != null) {
      throttling.close();
    }
    for (ChildProcess child : victims.of(lab)) {
      child.resume();
    }
  }
}
