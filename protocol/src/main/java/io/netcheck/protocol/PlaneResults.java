// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The results of one agent in one network and one IP family, in columns: row {@code i} of every
 * column is the link to {@code targets.get(i)}.
 *
 * @param up the state of each link: {@link LinkState#code}; handed over, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // thousands a second; see the note on handing over
public record PlaneResults(
    Network network,
    IpFamily family,
    List<String> targets,
    int[] up,
    Map<ProbeKind, ProbeColumn> probes) {
  public PlaneResults {
    targets = List.copyOf(targets);
    if (up.length != targets.size()) {
      throw new IllegalArgumentException("up has another length than targets");
    }
    EnumMap<ProbeKind, ProbeColumn> copy = new EnumMap<>(ProbeKind.class);
    copy.putAll(probes);
    for (ProbeColumn column : copy.values()) {
      if (column.rows() != up.length) {
        throw new IllegalArgumentException("a probe has another length than targets");
      }
    }
    probes = copy;
  }
}
