// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

/**
 * Whether the network of a node works, as the condition of a Node says it.
 *
 * @param reason one word in CamelCase
 * @param message for a reader
 */
record NodeReachability(Status status, String reason, String message) {
  /** The type of the condition. */
  static final String CONDITION = "netcheck.io/NetworkReachable";

  /** The values of a condition. */
  enum Status {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String label;

    Status(String label) {
      this.label = label;
    }

    /** As the API writes it. */
    String label() {
      return label;
    }
  }
}
