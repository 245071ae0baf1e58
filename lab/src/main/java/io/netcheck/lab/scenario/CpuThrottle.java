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
  /** Selects the processes. */
  @FunctionalInterface
  interface Victims {
    List<ChildProcess> of(Lab lab);
  }

  private final Duration running;
  private final Duration frozen;
  private final Victims victims;
  private @Nullable RepeatingThread throttling;

  /**
   * @param running how long they run before they are frozen again
   */
  CpuThrottle(Duration running, Duration frozen, Victims victims) {
    this.running = running;
    this.frozen = frozen;
    this.victims = victims;
  }

  @Override
  public void begin(Lab lab) {
    List<ChildProcess> children = victims.of(lab);
    throttling = new RepeatingThread("throttle", () -> turn(children));
  }

  private boolean turn(List<ChildProcess> children) throws InterruptedException {
    try {
      for (ChildProcess child : children) {
        child.freeze();
      }
      Thread.sleep(frozen);
      for (ChildProcess child : children) {
        child.resume();
      }
      Thread.sleep(running);
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
