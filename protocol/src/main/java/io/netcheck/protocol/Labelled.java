// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Locale;
import java.util.Optional;

/**
 * A constant that is one word everywhere: on the wire, in labels, in the report and in logs. The
 * word is its name in lower case.
 */
public interface Labelled {
  String label();

  /** The word for a constant. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The constant among {@code all} with this label. */
  static <E extends Labelled> Optional<E> find(E[] all, String label) {
    for (E one : all) {
      if (one.label().equals(label)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }
}
