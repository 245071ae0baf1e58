// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.netcheck.auth.AgentPod;
import java.util.Optional;

/** Finds the pod of an agent by its name: among the followed pods, or else by a request. */
final class AgentPods {
  private final KubernetesClient client;
  private final ResourceFeed<Pod, PodFacts> followed;
  private final String namespace;
  private final String selector;

  /**
   * @param followed the pods with the labels of {@code selector} in {@code namespace}
   */
  AgentPods(
      KubernetesClient client,
      ResourceFeed<Pod, PodFacts> followed,
      String namespace,
      String selector) {
    this.client = client;
    this.followed = followed;
    this.namespace = namespace;
    this.selector = selector;
  }

  /**
   * The agent in the pod with this name and UID; empty if there is none.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if a request was needed and
   *     failed
   */
  Optional<AgentPod> find(String in, String name, String uid) {
    boolean elsewhere = !namespace.equals(KubernetesConfig.EVERYWHERE) && !namespace.equals(in);
    if (elsewhere) {
      return Optional.empty();
    }
    String key = in + "/" + name;
    PodFacts known = followed.fact(key);
    if (known != null && known.uid().equals(uid)) {
      return agent(key, known, true);
    }
    // The agent of a new pod can send its first heartbeat before the watch reports the pod.
    return client
        .pods()
        .inNamespace(in)
        .withLabelSelector(selector)
        .withField("metadata.name", name)
        .list()
        .getItems()
        .stream()
        .map(pod -> PodFacts.of(pod, null, 0))
        .filter(pod -> pod.name().equals(name) && pod.uid().equals(uid))
        .findFirst()
        .flatMap(pod -> agent(key, pod, false));
  }

  private static Optional<AgentPod> agent(String key, PodFacts pod, boolean followed) {
    // Until a pod is placed, its node is only what its creator wrote into it.
    return pod.placed() && pod.client() != null
        ? Optional.of(new AgentPod(key, pod.uid(), pod.client(), followed))
        : Optional.empty();
  }

  /** Whether a followed pod no longer exists. */
  boolean isGone(AgentPod pod) {
    if (!pod.followed() || !followed.isListed()) {
      return false;
    }
    PodFacts known = followed.fact(pod.key());
    return known == null || !known.uid().equals(pod.uid());
  }
}
