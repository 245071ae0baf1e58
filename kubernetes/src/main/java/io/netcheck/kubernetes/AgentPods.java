// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.netcheck.exporter.auth.AgentPod;
import java.util.Optional;

/** Finds the pod of an agent by its name: among those that are followed, or else by asking. */
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
   * The agent in the pod with this name and identity; empty where there is none.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if it had to be asked for, and
   *     there was no answer
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
    // A pod that was just made may be told of by its agent before the API does.
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
    // A node that a pod is only meant for is what whoever made the pod wrote into it.
    return pod.placed() && pod.client() != null
        ? Optional.of(new AgentPod(key, pod.uid(), pod.client(), followed))
        : Optional.empty();
  }

  /** Whether a pod that was followed is not there any more. */
  boolean isGone(AgentPod pod) {
    if (!pod.followed() || !followed.isListed()) {
      return false;
    }
    PodFacts known = followed.fact(pod.key());
    return known == null || !known.uid().equals(pod.uid());
  }
}
