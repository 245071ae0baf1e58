// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import java.util.List;
import java.util.Map;

/** A program with a thread that fails as soon as it runs. See UncaughtErrorsTest. */
final class FailingThreadProgram {
  private FailingThreadProgram() {}

  public static void main(String[] arguments) {
    Thread.Builder kind = arguments[0].equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform();
    boolean ends = arguments[1].equals("ends");
    int code =
        new Program<>(
                "netcheck test",
                "tests.",
                List.of(Program.LOG_LEVEL),
                _ -> 0,
                _ -> {
                  Thread failing =
                      kind.name("loop")
                          .start(() -> {
                            throw new AssertionError("on purpose");
                          });
                  if (ends) {
                    Thread.ofPlatform()
                        .start(() -> {
                          join(failing);
                          System.exit(7);
                        });
                  }
                  return () -> System.out.println("closed");
                })
            .run(List.of(), Map.of(), System.out, System.err);
    System.exit(code);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
