// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The resources of a test. They are closed in reverse order when the test ends. */
public final class TestResources implements AfterEachCallback {
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  public <T extends AutoCloseable> T own(T part) {
    started.push(part);
    return part;
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    while (!started.isEmpty()) {
      started.pop().close();
    }
  }
}
