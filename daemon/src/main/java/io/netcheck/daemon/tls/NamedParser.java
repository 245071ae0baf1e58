// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

import java.util.function.Function;

/** Parses a text, and names the text in the message of an error. */
final class NamedParser {
  private NamedParser() {}

  static <T> T of(String name, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " " + e.getMessage(), e);
    }
  }
}
