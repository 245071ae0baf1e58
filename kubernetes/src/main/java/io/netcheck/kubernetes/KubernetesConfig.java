// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.netcheck.exporter.PodSelector;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which cluster the exporter follows, and which of its objects.
 *
 * @param selector the labels of the agents' pods, as the API has them
 * @param namespace of these pods; empty for the one of the access, {@code *} for all
 * @param moreTaints keys of further taints that announce the end of a node
 * @param topologyKeys keys of labels of nodes that name the smaller failure domains inside a zone,
 *     the largest first
 * @param otherPods the pods of another program that report to the exporter as well
 * @param publications what the exporter writes into the API
 * @param checkInterval how often {@link ApiCheck} asks whether the API still answers
 */
public record KubernetesConfig(
    Access access,
    String selector,
    Optional<String> namespace,
    List<String> moreTaints,
    List<String> topologyKeys,
    Optional<PodSelector> otherPods,
    Publications publications,
    Duration checkInterval) {
  public static final Duration CHECK_INTERVAL = Duration.ofSeconds(30);

  public KubernetesConfig {
    moreTaints = List.copyOf(moreTaints);
    topologyKeys = List.copyOf(topologyKeys);
  }

  /** All namespaces. */
  static final String EVERYWHERE = "*";

  /** The address of the API, and the identity that the exporter uses there. */
  public sealed interface Access {
    /** In a pod, with its service account. */
    record InCluster(URI server, ServiceAccount account) implements Access {}

    /** With the current context of a kubeconfig file. */
    record ByFile(Path file) implements Access {}
  }

  /**
   * The folder that Kubernetes mounts into a pod. Kubernetes replaces its token about every hour,
   * so the exporter reads it for each request.
   */
  public record ServiceAccount(Path folder) {
    public static final ServiceAccount MOUNTED =
        new ServiceAccount(Path.of("/var/run/secrets/kubernetes.io/serviceaccount"));

    public Path token() {
      return folder.resolve("token");
    }

    Path authority() {
      return folder.resolve("ca.crt");
    }

    Path namespace() {
      return folder.resolve("namespace");
    }
  }
}
