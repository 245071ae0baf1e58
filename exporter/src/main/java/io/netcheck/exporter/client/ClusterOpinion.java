// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster source knows about a client.
 *
 * @param exists whether its node exists
 * @param deletion the deletion of its node; null if the node exists or was never known
 * @param awaited whether its agent should run, so that it returns after a goodbye
 * @param excuse why its silence is expected; {@code ""} if it is not
 * @param overdue whether that excuse has lasted too long, so that the agent is missing
 */
public record ClusterOpinion(
    boolean exists,
    @Nullable NodeDeletion deletion,
    boolean awaited,
    String excuse,
    boolean overdue) {
  /** The cluster source knows nothing about the client. */
  public static final ClusterOpinion UNKNOWN = new ClusterOpinion(false, null, false, "", false);

  /** Of an agent that is not overdue. */
  public ClusterOpinion(
      boolean exists, @Nullable NodeDeletion deletion, boolean awaited, String excuse) {
    this(exists, deletion, awaited, excuse, false);
  }

  public ClusterOpinion {
    Objects.requireNonNull(excuse, "excuse");
  }
}
