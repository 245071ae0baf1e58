// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.verdict.FaultKind;
import java.util.List;

/**
 * A cause that was found at one moment. There is at most one of a kind and subject.
 *
 * @param subject what is to blame: a node, an agent {@code kind/node}, a link {@code a -> b}, …
 * @param network the networks in which it shows, joined by commas; {@link #ALL} if it shows in all
 *     of several, or is not bound to one
 * @param evidence what was seen, the most telling line first
 * @param confidence 0 to 1
 * @param hint where to look next, one sentence
 */
public record Finding(
    FaultKind kind,
    String subject,
    String network,
    List<String> evidence,
    double confidence,
    String hint) {
  public static final String ALL = "all";

  public Finding {
    evidence = List.copyOf(evidence);
    // Two digits are enough for a reader, and keep equal evidence equal.
    confidence = Math.round(Math.clamp(confidence, 0, 1) * 100) / 100.0;
  }
}
