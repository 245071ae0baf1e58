// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import java.time.Duration;
import java.util.List;

/**
 * What is known of one client, in a form that outlives the process that knows it.
 *
 * @param holder the life that holds the identity
 * @param claimants other lives that claim it
 * @param onNode whether its node was one that the cluster knows, when it was last seen there
 */
public record ClientRecord(
    IncarnationRecord holder, List<IncarnationRecord> claimants, boolean onNode) {
  public ClientRecord {
    claimants = List.copyOf(claimants);
  }

  public ClientId id() {
    return holder.last().client();
  }

  /**
   * As it stands when an exporter starts, {@code pause} after this was made. Nobody listened
   * meanwhile, so silence in that time says nothing: who was fresh is given a whole period anew,
   * and who was silent before is as silent as it was.
   */
  ClientRecord restored(Duration pause, Duration freshness) {
    return new ClientRecord(
        restored(holder, pause, freshness),
        claimants.stream().map(life -> restored(life, pause, freshness)).toList(),
        onNode);
  }

  private static IncarnationRecord restored(
      IncarnationRecord life, Duration pause, Duration freshness) {
    IncarnationRecord after = life.after(pause);
    boolean going = life.last().goodbye();
    return going || life.age().compareTo(freshness) > 0 ? after : after.asJustHeard();
  }
}
