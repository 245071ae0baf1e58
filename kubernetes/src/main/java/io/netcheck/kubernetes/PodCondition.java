// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a pod of an agent is, as the scheduler and the kubelet say. Each reason is {@code ""} if
 * there is none.
 *
 * @param ready whether it is ready
 * @param unscheduled why it is on no node yet
 * @param waiting why its container does not run
 * @param ended why its container ended the last time
 */
record PodCondition(boolean ready, String unscheduled, String waiting, String ended) {
  static PodCondition of(Pod pod) {
    PodStatus status = pod.getStatus();
    if (status == null) {
      return new PodCondition(false, "", "", "");
    }
    List<ContainerStatus> containers =
        Stream.concat(
                ApiList.items(status.getInitContainerStatuses()),
                ApiList.items(status.getContainerStatuses()))
            .toList();
    return new PodCondition(
        ApiList.items(status.getConditions())
            .anyMatch(it -> "Ready".equals(it.getType()) && "True".equals(it.getStatus())),
        ApiList.items(status.getConditions())
            .filter(it -> "PodScheduled".equals(it.getType()) && "False".equals(it.getStatus()))
            .map(it -> ReasonWord.of(it.getReason()))
            .findFirst()
            .orElse(""),
        containers.stream()
            .map(it -> waiting(it.getState()))
            .filter(reason -> !reason.isEmpty())
            .findFirst()
            .orElse(""),
        containers.stream()
            .map(it -> ended(it.getLastState()))
            .filter(reason -> !reason.isEmpty())
            .findFirst()
            .orElse(""));
  }

  private static String waiting(@Nullable ContainerState state) {
    return state == null || state.getWaiting() == null
        ? ""
        : ReasonWord.of(state.getWaiting().getReason());
  }

  private static String ended(@Nullable ContainerState state) {
    return state == null || state.getTerminated() == null
        ? ""
        : ReasonWord.of(state.getTerminated().getReason());
  }
}
