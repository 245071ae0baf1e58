// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Numbers for zones, from 0 in the order of their first use. The number of zone pairs is the square
 * of the number of zones, so only the first {@link #MOST} zones have a number of their own.
 */
final class ZoneNumbers {
  static final int MOST = 32;

  /** The number that all further zones share. */
  static final int OTHER = MOST;

  static final int NUMBERS = MOST + 1;

  private static final String OTHER_NAME = "other";

  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
  private final List<String> names = new CopyOnWriteArrayList<>();

  int number(String zone) {
    Integer number = numbers.get(zone);
    if (number != null) {
      return number;
    }
    return names.size() < MOST ? assign(zone) : OTHER;
  }

  private synchronized int assign(String zone) {
    Integer number = numbers.get(zone);
    if (number != null) {
      return number;
    }
    if (names.size() == MOST) {
      return OTHER;
    }
    names.add(zone);
    numbers.put(zone, names.size() - 1);
    return names.size() - 1;
  }

  String name(int number) {
    return number == OTHER ? OTHER_NAME : names.get(number);
  }
}
