// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Locale;

/** The state of a link, or of one kind of probe on it. Unknown is neither up nor down. */
public enum LinkState {
  DOWN(0),
  UP(1),
  /** Not measured yet, or not by a trustworthy agent. */
  UNKNOWN(-1);

  private final int code;

  LinkState(int code) {
    this.code = code;
  }

  /** The number for this state on the wire. */
  public int code() {
    return code;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static LinkState of(int code) {
    return switch (code) {
      case 0 -> DOWN;
      case 1 -> UP;
      default -> UNKNOWN;
    };
  }
}
