// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process if one of its threads ends with an exception: without that thread it would live
 * on and do nothing. A virtual thread is one request or one check, which an outsider can make fail,
 * so that is only logged.
 */
final class UncaughtErrors implements Thread.UncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(UncaughtErrors.class);

  /** EX_SOFTWARE of sysexits(3). */
  static final int EXIT_CODE = 70;

  /** For the goodbye and the last state; what failed may be needed for it. */
  private static final Duration CLOSING = Duration.ofSeconds(10);

  @Override
  public void uncaughtException(Thread thread, Throwable problem) {
    if (thread.isVirtual()) {
      LOG.error("a request or check failed thread={}", thread.getName(), problem);
      return;
    }
    LOG.error(
        "process ends, a thread failed thread={} exit={}", thread.getName(), EXIT_CODE, problem);
    Thread.ofPlatform().name("exit").daemon().start(() -> System.exit(EXIT_CODE));
    Thread.ofPlatform()
        .name("halt")
        .daemon()
        .start(() -> {
          try {
            Thread.sleep(CLOSING);
          } catch (InterruptedException _) {
            // Nobody interrupts it. Then it is time, too.
          }
          Runtime.getRuntime().halt(EXIT_CODE);
        });
  }
}
