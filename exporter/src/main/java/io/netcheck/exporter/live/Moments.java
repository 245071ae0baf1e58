// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.live;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes the moments that a stream shows, one after the other. For one thread at a time. */
public interface Moments {
  /**
   * What is known at one moment.
   *
   * @param id of the assessment; grows
   * @param at by the exporter's wall clock
   * @param change since the moment before, as JSON; empty if nothing changed, or if there is none
   *     before
   * @param state all of it, as JSON; written when asked for
   */
  record LiveMoment(long id, Instant at, Optional<byte[]> change, Supplier<byte[]> state) {}

  /** The name of this process in the ids of events. */
  String instance();

  /** The moment of the latest assessment. */
  LiveMoment next();

  /** Drops the moment before, because nobody follows. The next one has no change. */
  void forget();
}
