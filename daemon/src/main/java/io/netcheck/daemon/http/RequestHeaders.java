// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The header fields of one request, as its server keeps them. */
@FunctionalInterface
public interface RequestHeaders {
  /** No header. */
  RequestHeaders NONE = _ -> Optional.empty();

  /** The first value of the field {@code name}, whose case does not matter. */
  Optional<String> first(String name);

  static RequestHeaders of(Map<String, String> fields) {
    Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    byName.putAll(fields);
    return name -> Optional.ofNullable(byName.get(name));
  }
}
