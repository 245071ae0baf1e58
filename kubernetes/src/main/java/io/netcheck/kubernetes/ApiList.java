// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a list of an object of the API. The API itself sends no null in a list, or in its place;
 * the library passes it on if something between does.
 */
final class ApiList {
  private ApiList() {}

  /** What is in {@code list}. */
  static <T> Stream<T> items(@Nullable List<T> list) {
    return list == null ? Stream.empty() : list.stream().filter(Objects::nonNull);
  }
}
