// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.netcheck.protocol.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What changed at a node lately, as far as this process saw it: it joined, rebooted, was cordoned
 * or got another version of the kubelet. Such a change is often the reason of a fault soon after
 * it.
 *
 * @param bootId differs after a reboot; {@code ""} if unknown
 * @param kubelet its version; {@code ""} if unknown
 * @param recent the last first
 */
record NodeChanges(String bootId, String kubelet, boolean cordoned, List<NodeChange> recent) {
  /** Older changes do not explain what breaks now. */
  private static final Duration LATELY = Duration.ofHours(1);

  private static final int MOST = 4;

  /**
   * @param before what was known of the node before; null for nothing
   * @param now by the wall clock
   */
  static NodeChanges of(Node node, @Nullable NodeChanges before, Instant now) {
    NodeSystemInfo info = node.getStatus() == null ? null : node.getStatus().getNodeInfo();
    String bootId = word(info == null ? null : info.getBootID());
    String kubelet = word(info == null ? null : info.getKubeletVersion());
    boolean cordoned =
        node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
    List<NodeChange> changes = new ArrayList<>();
    if (before == null) {
      Timestamp.of(node.getMetadata().getCreationTimestamp())
          .ifPresent(created -> changes.add(new NodeChange(created, "joined the cluster")));
      return new NodeChanges(bootId, kubelet, cordoned, changes);
    }
    if (isOther(before.bootId, bootId)) {
      changes.add(new NodeChange(now, "rebooted"));
    }
    if (isOther(before.kubelet, kubelet)) {
      changes.add(new NodeChange(now, "got kubelet " + kubelet + " instead of " + before.kubelet));
    }
    if (cordoned != before.cordoned) {
      changes.add(new NodeChange(now, cordoned ? "was cordoned" : "was uncordoned"));
    }
    return new NodeChanges(
        bootId,
        kubelet,
        cordoned,
        Stream.concat(changes.stream(), before.recent.stream()).limit(MOST).toList());
  }

  private static boolean isOther(String before, String now) {
    return !before.isEmpty() && !now.isEmpty() && !before.equals(now);
  }

  private static String word(@Nullable String text) {
    String known = Objects.requireNonNullElse(text, "");
    return Names.isWord(known) ? known : "";
  }

  /** Those of the last hour, in words. */
  List<String> lately(Instant now) {
    return recent.stream()
        .filter(change -> change.at().isAfter(now.minus(LATELY)))
        .map(change -> "it " + change.what() + " at " + Timestamp.text(change.at()))
        .toList();
  }
}
