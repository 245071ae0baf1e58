// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which cluster is asked, and for what.
 *
 * @param selector the labels of the agents' pods, as the API has them
 * @param namespace where these pods are; empty for where the access points to, {@code *} for all
 * @param moreTaints keys of taints that announce a node's end, besides the known ones
 * @param netchecker whether the pods of netchecker's agents are looked for as well
 * @param checkInterval how often somebody looks whether the API is still there
 */
public record KubernetesConfig(
    Access access,
    String selector,
    Optional<String> namespace,
    List<String> moreTaints,
    boolean netchecker,
    Duration checkInterval) {
  public static final Duration CHECK_INTERVAL = Duration.ofSeconds(30);

  public KubernetesConfig {
    moreTaints = List.copyOf(moreTaints);
  }

  /** All namespaces. */
  static final String EVERYWHERE = "*";

  /** Where the API is and who asks it. */
  public sealed interface Access {
    /** From within a pod, as its service account. */
    record InCluster(URI server, ServiceAccount account) implements Access {}

    /** As a kubeconfig file says. */
    record ByFile(Path file) implements Access {}
  }

  /**
   * The folder that Kubernetes mounts into a pod. Its token is replaced about every hour, so it is
   * read for each request.
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
