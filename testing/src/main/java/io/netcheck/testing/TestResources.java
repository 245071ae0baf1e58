// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What a test started and what ends with it, the last first. */
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
