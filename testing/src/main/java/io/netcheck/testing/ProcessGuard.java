// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a class whose tests start a process without {@link MachineTest}. The parent POM turns it on
 * for all tests without that tag.
 */
public final class ProcessGuard implements BeforeAllCallback, AfterAllCallback {
  private static final Path STAT = Path.of("/proc/self/stat");

  private String before = "";

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    before = children();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    assertEquals(
        before,
        children(),
        "a test started a process, so its class or its method needs @MachineTest");
  }

  /** Changes with each process that is started: it runs, or its page faults were added to ours. */
  private static String children() throws IOException {
    long running = ProcessHandle.current().children().count();
    if (!Files.exists(STAT)) {
      return running + " running";
    }
    // proc_pid_stat(5): after the name in parentheses, cminflt is the ninth field.
    String stat = Files.readString(STAT);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return running + " running, " + fields[8] + " page faults of those that ended";
  }
}
