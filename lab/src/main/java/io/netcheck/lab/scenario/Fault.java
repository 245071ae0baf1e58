// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.Lab;
import java.io.IOException;

/** Something that goes wrong in a lab, and how it is made good again. */
interface Fault {
  /** One half of a fault. */
  @FunctionalInterface
  interface Step {
    void on(Lab lab) throws IOException, InterruptedException;
  }

  void begin(Lab lab) throws IOException, InterruptedException;

  void heal(Lab lab) throws IOException, InterruptedException;

  static Fault of(Step begin, Step heal) {
    return new Fault() {
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

  /** Something on the way drops packets, until it does not. */
  static Fault filter(Step begin) {
    return of(begin, lab -> lab.filter().clear());
  }
}
