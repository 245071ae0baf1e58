// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.daemon.metrics.TextFormat;
import java.util.List;
import java.util.Optional;

/** A format in which the metrics are served. */
enum MetricsFormat {
  /** The text format of Prometheus, which every scraper reads. */
  TEXT("text/plain", "0.0.4", TextFormat.PROMETHEUS),

  /** What Prometheus asks for since 2.5. */
  OPEN_METRICS("application/openmetrics-text", "1.0.0", TextFormat.OPEN_METRICS);

  private final String mediaType;
  private final String version;
  private final TextFormat text;

  MetricsFormat(String mediaType, String version, TextFormat text) {
    this.mediaType = mediaType;
    this.version = version;
    this.text = text;
  }

  /** The media type without parameters. */
  String mediaType() {
    return mediaType;
  }

  /** The media type with its parameters. */
  String contentType() {
    return mediaType + "; version=" + version + "; charset=utf-8";
  }

  /** How it is written. */
  TextFormat text() {
    return text;
  }

  /**
   * The format that a client prefers (RFC 9110, section 12.5.1). A client that wants none of them
   * gets {@link #TEXT}: a scraper has no use for an error, and it may read what it did not ask for.
   *
   * @param accept the header {@code Accept}, {@code ""} if there is none
   */
  static MetricsFormat preferredBy(String accept) {
    List<WeightedRanges.Range> ranges = WeightedRanges.of(accept);
    Weight text = TEXT.weight(ranges);
    Weight openMetrics = OPEN_METRICS.weight(ranges);
    return openMetrics.compareTo(text) > 0 ? OPEN_METRICS : TEXT;
  }

  /** What the most specific range that includes this format says of it. */
  private Weight weight(List<WeightedRanges.Range> ranges) {
    Weight found = Weight.NOT_ACCEPTABLE;
    for (WeightedRanges.Range range : ranges) {
      int specific = specificity(range);
      if (specific > found.specificity) {
        found = new Weight(range.thousandths(), specific);
      }
    }
    return found.thousandths == 0 ? Weight.NOT_ACCEPTABLE : found;
  }

  /**
   * 0 if {@code range} does not include this format. Of the parameters only the version counts: the
   * names of all metrics need no escaping, so every {@code escaping} is met.
   */
  private int specificity(WeightedRanges.Range range) {
    if (range.name().equals("*/*")) {
      return 1;
    }
    if (range.name().equals(mediaType.substring(0, mediaType.indexOf('/')) + "/*")) {
      return 2;
    }
    Optional<String> wanted = Optional.ofNullable(range.parameters().get("version"));
    if (!range.name().equals(mediaType) || wanted.filter(it -> !it.equals(version)).isPresent()) {
      return 0;
    }
    return wanted.isPresent() ? 4 : 3;
  }

  private record Weight(int thousandths, int specificity) implements Comparable<Weight> {
    private static final Weight NOT_ACCEPTABLE = new Weight(0, 0);

    @Override
    public int compareTo(Weight other) {
      int byWeight = Integer.compare(thousandths, other.thousandths);
      return byWeight != 0 ? byWeight : Integer.compare(specificity, other.specificity);
    }
  }
}
