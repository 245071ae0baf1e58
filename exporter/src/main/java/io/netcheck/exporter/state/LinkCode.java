// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

/** The codes by which a {@link LinkRow} keeps the states of links. They are also stored. */
public final class LinkCode {
  public static final byte DOWN = 0;
  public static final byte UP = 1;
  public static final byte UNKNOWN = 2;

  /** Up, and it loses packets. */
  public static final byte LOSSY = 3;

  /** There is no such link; only in a {@link LinkDiff}. */
  public static final byte NONE = 4;

  private LinkCode() {}

  /** Whether packets pass. */
  public static boolean isUp(byte code) {
    return code == UP || code == LOSSY;
  }

  /** The word for a code; up stands for all that is up. */
  public static String label(byte code) {
    return switch (code) {
      case DOWN -> "down";
      case UP, LOSSY -> "up";
      case UNKNOWN -> "unknown";
      default -> "none";
    };
  }
}
