// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import java.time.Duration;
import java.time.Instant;

/**
 * The two clocks of a process. Elapsed time comes from {@link #nanoTime}, which never jumps. {@link
 * #instant} is for display and for other hosts, and can jump at any moment. Tests have their own
 * clocks.
 */
public interface ProcessClock {
  ProcessClock SYSTEM =
      new ProcessClock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public Instant instant() {
          return Instant.now();
        }
      };

  /** Nanoseconds since an arbitrary fixed moment, as {@link System#nanoTime}. */
  long nanoTime();

  /** The wall clock. */
  Instant instant();

  /** How long ago {@code nanoTime} was. */
  default Duration since(long nanoTime) {
    return Duration.ofNanos(nanoTime() - nanoTime);
  }
}
