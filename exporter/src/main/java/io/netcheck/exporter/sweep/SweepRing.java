// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.sweep;

import io.netcheck.protocol.ClientId;
import java.util.Collections;
import java.util.List;

/**
 * The agents of one kind, in the order of their names, the first one after the last. So each
 * exporter that knows the same agents has the same ring. Immutable.
 */
record SweepRing(List<ClientId> ids) {
  SweepRing {
    ids = ids.stream().sorted().toList();
  }

  int size() {
    return ids.size();
  }

  /** The agent at this place, which can be beyond the last one. */
  ClientId at(int place) {
    return ids.get(place % ids.size());
  }

  /** The place of {@code id}; if it has none, that of the next one. */
  int placeOf(ClientId id) {
    int found = Collections.binarySearch(ids, id);
    return found >= 0 ? found : (-found - 1) % ids.size();
  }

  /** The place after {@code id}, whether it has one itself or not. */
  int placeAfter(ClientId id) {
    int found = Collections.binarySearch(ids, id);
    return (found >= 0 ? found + 1 : -found - 1) % ids.size();
  }
}
