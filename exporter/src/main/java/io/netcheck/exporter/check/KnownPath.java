// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.check;

import io.netcheck.protocol.CheckLine;
import io.netcheck.protocol.TraceHop;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The path of a link while it worked.
 *
 * @param hops that answered; the last one is the target
 * @param atNanos when the trace was ordered
 */
record KnownPath(List<TraceHop> hops, long atNanos) {
  KnownPath {
    hops = List.copyOf(hops);
  }

  /**
   * The path that {@code trace} found, which must have reached the target.
   *
   * @param atNanos when it was ordered
   */
  static KnownPath of(CheckLine.Traced trace, long atNanos) {
    return new KnownPath(trace.hops(), atNanos);
  }

  /** How many hops away the target is. */
  int length() {
    return hops.getLast().number();
  }

  /** As part of a sentence. */
  @Override
  public String toString() {
    String way =
        hops.stream()
            .limit(hops.size() - 1L)
            .map(hop -> hop.address().getHostAddress())
            .collect(Collectors.joining(", "));
    return "arrived at hop " + length() + (way.isEmpty() ? "" : " by way of " + way);
  }
}
