// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.netcheck.daemon.ClockReading;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.fuzz.FuzzTarget;
import java.util.List;

/** Objects of the Kubernetes API. The client's library parses them, and throws what it likes. */
public final class KubernetesTargets {
  private KubernetesTargets() {}

  public static List<FuzzTarget> all() {
    KubernetesSerialization json = new KubernetesSerialization();
    PlannedTaints taints = new PlannedTaints(List.of());
    return List.of(
        FuzzTarget.of("kubernetes-node", in -> node(json, taints, in)).slow(),
        FuzzTarget.of("kubernetes-pod", in -> pod(json, in)).slow());
  }

  private static Object node(KubernetesSerialization json, PlannedTaints taints, byte[] input) {
    Node node;
    try {
      node = json.unmarshal(new String(input, UTF_8), Node.class);
    } catch (RuntimeException _) {
      return "not understood";
    }
    return node == null || node.getMetadata() == null
        ? "no object"
        : NodeFacts.of(
            node, null, taints, List.of("example.com/rack"), ClockReading.of(ProcessClock.SYSTEM));
  }

  private static Object pod(KubernetesSerialization json, byte[] input) {
    Pod pod;
    try {
      pod = json.unmarshal(new String(input, UTF_8), Pod.class);
    } catch (RuntimeException _) {
      return "not understood";
    }
    return pod == null || pod.getMetadata() == null ? "no object" : PodFacts.of(pod, null, 0);
  }
}
