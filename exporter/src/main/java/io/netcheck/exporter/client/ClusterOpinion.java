// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What others than itself say of a client.
 *
 * @param exists whether its node is there
 * @param deletion its node's deletion; null where it is there, or nobody ever knew of it
 * @param awaited whether somebody wants its agent to run: it may have said goodbye and is to return
 * @param excuse why nobody wonders that it is silent; {@code ""} where that is a surprise
 */
public record ClusterOpinion(
    boolean exists, @Nullable NodeDeletion deletion, boolean awaited, String excuse) {
  /** Nobody knows anything but what the client says of itself. */
  public static final ClusterOpinion UNKNOWN = new ClusterOpinion(false, null, false, "");

  public ClusterOpinion {
    Objects.requireNonNull(excuse, "excuse");
  }
}
