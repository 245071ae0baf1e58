// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import java.time.Duration;
import java.util.Optional;

/** Shows a person what an exporter says, again and again. */
interface WatchView extends AutoCloseable {
  /**
   * How old is what is shown.
   *
   * @param stale for how long nothing came; empty if something did lately
   * @param why nothing comes, as part of a sentence; empty if nobody knows
   */
  record Freshness(Optional<Duration> stale, String why) {
    static final Freshness LIVE = new Freshness(Optional.empty(), "");

    /** Fit to be shown; empty if all is well. */
    String text() {
      return stale
          .map(age -> "STALE for " + age.toSeconds() + " s" + (why.isEmpty() ? "" : ": " + why))
          .orElse(why);
    }
  }

  /**
   * Shows what is known now.
   *
   * @param state empty if there was none yet
   */
  void show(Optional<ClusterState> state, Freshness freshness);

  /** Leaves the terminal as it was. Does nothing the second time. */
  @Override
  void close();
}
