// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** How a body is coded for its way (RFC 9110, section 8.4.1). */
public enum ContentCoding {
  IDENTITY,
  GZIP;

  private static final int BUFFER_BYTES = 8 * 1024;

  /** Pages of metrics repeat themselves, so more effort makes them hardly smaller. */
  private static final int LEVEL = Deflater.BEST_SPEED;

  /** The name in the header {@code Content-Encoding}; {@code ""} for none. */
  String label() {
    return this == GZIP ? "gzip" : "";
  }

  /** Codes what is written into {@code out}. To be closed. */
  OutputStream to(OutputStream out) throws IOException {
    return this == GZIP ? new FastGzip(out) : out;
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(LEVEL);
    }
  }

  /**
   * The coding that a client prefers, {@link #GZIP} if it leaves the choice.
   *
   * @param acceptEncoding the header {@code Accept-Encoding}, {@code ""} if there is none
   */
  public static ContentCoding preferredBy(String acceptEncoding) {
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
