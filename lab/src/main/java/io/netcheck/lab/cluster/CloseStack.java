// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Started parts. Closes them in reverse order, and continues if one of them fails. */
public final class CloseStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CloseStack.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  public synchronized <T extends AutoCloseable> T add(T part) {
    open.push(part);
    return part;
  }

  /** May be called twice: by its owner and at the end of the process. */
  @Override
  public synchronized void close() throws IOException {
    while (!open.isEmpty()) {
      AutoCloseable part = open.pop();
      try {
        part.close();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.warn(
            "close failed part={} problem=\"{}\"", part.getClass().getSimpleName(), e.toString());
      }
    }
  }
}
