// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import java.util.List;
import java.util.OptionalInt;

/** How a body is coded for its way (RFC 9110, section 8.4.1). */
enum ContentCoding {
  IDENTITY,
  GZIP;

  /**
   * The coding that a client prefers, {@link #GZIP} if it leaves the choice.
   *
   * @param acceptEncoding the header {@code Accept-Encoding}, {@code ""} if there is none
   */
  static ContentCoding preferredBy(String acceptEncoding) {
    List<WeightedRanges.Range> ranges = WeightedRanges.of(acceptEncoding);
    int gzip = weight(ranges, "gzip").orElse(weight(ranges, "*").orElse(0));
    int identity = weight(ranges, "identity").orElse(0);
    return gzip > 0 && gzip >= identity ? GZIP : IDENTITY;
  }

  private static OptionalInt weight(List<WeightedRanges.Range> ranges, String name) {
    return ranges.stream()
        .filter(range -> range.name().equals(name))
        .mapToInt(WeightedRanges.Range::thousandths)
        .findFirst();
  }
}
