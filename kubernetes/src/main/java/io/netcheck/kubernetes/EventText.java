// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import java.util.UUID;

/** The texts of Events and conditions. */
final class EventText {
  /** What the API accepts in the message of an Event. */
  private static final int LONGEST = 1_024;

  /** What the API accepts as a name, without what makes it unique. */
  private static final int LONGEST_NAME = 230;

  private EventText() {}

  /** A name for an Event about this object. */
  static String nameOf(String object) {
    String begin = object.length() <= LONGEST_NAME ? object : object.substring(0, LONGEST_NAME);
    return begin + "." + UUID.randomUUID().toString().substring(0, 13);
  }

  static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }
}
