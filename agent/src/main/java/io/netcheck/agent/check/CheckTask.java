// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.check;

import io.netcheck.protocol.CheckLine;
import java.util.function.Supplier;

/**
 * The work for one line of a result.
 *
 * @param attempts how often {@code attempt} is called; 0 if there is nothing to do
 * @param line called when all attempts have ended
 */
record CheckTask(int attempts, SendCall attempt, Supplier<CheckLine> line) {
  /** Sends something once. */
  @FunctionalInterface
  interface SendCall {
    /**
     * Returns at once.
     *
     * @param ended called once, when the attempt has ended
     */
    void send(Runnable ended);
  }

  /** A line without work. */
  static CheckTask known(CheckLine line) {
    return new CheckTask(0, Runnable::run, () -> line);
  }
}
