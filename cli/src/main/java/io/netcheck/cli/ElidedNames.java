// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import java.util.Collection;

/**
 * The part that all names have in common, at their begin and at their end. It ends or begins with a
 * separator, so that the numbers of {@code node-10} and {@code node-11} stay whole.
 */
record ElidedNames(String prefix, String suffix) {
  private static final String SEPARATORS = "-._";

  static ElidedNames of(Collection<String> names) {
    if (names.stream().distinct().count() < 2) {
      return new ElidedNames("", "");
    }
    String some = names.iterator().next();
    int begin = some.length();
    int end = some.length();
    for (String name : names) {
      begin = Math.min(begin, same(some, name, false));
      end = Math.min(end, same(some, name, true));
    }
    while (begin > 0 && SEPARATORS.indexOf(some.charAt(begin - 1)) < 0) {
      begin--;
    }
    while (end > 0 && SEPARATORS.indexOf(some.charAt(some.length() - end)) < 0) {
      end--;
    }
    int shortest = names.stream().mapToInt(String::length).min().orElse(0);
    // Something has to be left of each: of a-b and a-b-b, or of x- and x-y, nothing would be.
    begin = begin < shortest ? begin : 0;
    end = begin + end < shortest ? end : 0;
    return new ElidedNames(some.substring(0, begin), some.substring(some.length() - end));
  }

  private static int same(String a, String b, boolean fromTheEnd) {
    int most = Math.min(a.length(), b.length());
    int same = 0;
    while (same < most
        && (fromTheEnd
            ? a.charAt(a.length() - 1 - same) == b.charAt(b.length() - 1 - same)
            : a.charAt(same) == b.charAt(same))) {
      same++;
    }
    return same;
  }

  /** What is left of a name without the common part. */
  String of(String name) {
    return name.substring(prefix.length(), name.length() - suffix.length());
  }

  boolean isNothing() {
    return prefix.isEmpty() && suffix.isEmpty();
  }

  /** The names, with a star in the place of what differs. */
  @Override
  public String toString() {
    return prefix + "*" + suffix;
  }
}
