// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Small numbers for names, from 0. A name keeps its number until it is forgotten; then another name
 * gets the number.
 */
final class NameNumbers {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();

  /** Numbers whose names are forgotten. */
  private final BitSet free = new BitSet();

  /** Numbers that were not in use when {@link #forgetUnused} was last called. */
  private BitSet unused = new BitSet();

  int of(String name) {
    Integer number = numbers.get(name);
    if (number != null) {
      unused.clear(number); // it may have been out of use, and is again now
      return number;
    }
    int next = free.nextSetBit(0);
    if (next < 0) {
      next = names.size();
      names.add(name);
    } else {
      free.clear(next);
      names.set(next, name);
    }
    numbers.put(name, next);
    return next;
  }

  String name(int number) {
    return names.get(number);
  }

  /** The highest number that was ever given, plus one. */
  int size() {
    return names.size();
  }

  /**
   * Forgets the names that are not in use, and were not since this was last called.
   *
   * @return their numbers
   */
  BitSet forgetUnused(BitSet used) {
    BitSet now = new BitSet();
    now.set(0, names.size());
    now.andNot(used);
    now.andNot(free);
    BitSet forgotten = (BitSet) now.clone();
    forgotten.and(unused);
    for (int number = forgotten.nextSetBit(0);
        number >= 0;
        number = forgotten.nextSetBit(number + 1)) {
      numbers.remove(names.set(number, ""));
    }
    free.or(forgotten);
    now.andNot(forgotten);
    unused = now;
    return forgotten;
  }
}
