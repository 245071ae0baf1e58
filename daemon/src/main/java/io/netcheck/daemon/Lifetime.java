// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts that a program has opened. Closes them in reverse order, so that each part can use the
 * parts that it was made from until it is closed. For one thread at a time.
 */
public final class Lifetime implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /** Adds {@code part}, which is closed before all parts that were added earlier. */
  public <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  /** Closes every part once. A part that fails is logged, and the others are still closed. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.error("close failed part={}", part.getClass().getSimpleName(), e);
      }
    }
  }
}
