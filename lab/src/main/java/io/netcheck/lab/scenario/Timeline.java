// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Prints events as they happen, with the seconds since the fault. */
public final class Timeline {
  private final PrintStream out;
  private volatile long zero = System.nanoTime();

  public Timeline(PrintStream out) {
    this.out = out;
  }

  /** Marks the time of the fault. */
  public void begin() {
    zero = System.nanoTime();
  }

  public Duration now() {
    return at(System.nanoTime());
  }

  Duration at(long nanoTime) {
    return Duration.ofNanos(nanoTime - zero);
  }

  public void print(Duration at, String what, String text) {
    synchronized (out) {
      out.println("%8s s  %-13s %s".formatted(seconds(at), what, text).stripTrailing());
      out.flush();
    }
  }

  public static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1_000.0);
  }
}
