// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.Lab;
import java.io.IOException;

/** A fault that can be injected into a lab and repaired. */
interface InjectedFault {
  /** The injection or the repair of a fault. */
  @FunctionalInterface
  interface Step {
    void on(Lab lab) throws IOException, InterruptedException;
  }

  void begin(Lab lab) throws IOException, InterruptedException;

  void heal(Lab lab) throws IOException, InterruptedException;

  static InjectedFault of(Step begin, Step heal) {
    return new InjectedFault() {
      @Override
      public void begin(Lab lab) throws IOException, InterruptedException {
        begin.on(lab);
      }

      @Override
      public void heal(Lab lab) throws IOException, InterruptedException {
        heal.on(lab);
      }
    };
  }

  /** A fault that drops packets on the path. */
  static InjectedFault filter(Step begin) {
    return of(begin, lab -> lab.filter().clear());
  }
}
