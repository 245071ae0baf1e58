// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import java.time.Duration;
import java.util.List;

/**
 * What is known of one client, in a form that other exporters and later processes can use.
 *
 * @param holder the incarnation that holds the identity
 * @param claimants other incarnations that claim it
 * @param onNode whether the cluster source has seen its node
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
   * The same when an exporter starts, {@code pause} after this was made. No exporter listened
   * meanwhile, so silence in that time means nothing. An incarnation that was fresh gets a whole
   * new period. One that was silent before keeps its age.
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
    return going || !life.isFresh(freshness) ? after : after.asJustHeard();
  }
}
