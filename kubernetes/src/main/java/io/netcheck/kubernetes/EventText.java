// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

/** The texts of Events and conditions. */
final class EventText {
  /** What the API accepts in the message of an Event. */
  private static final int LONGEST = 1_024;

  private EventText() {}

  static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }
}
