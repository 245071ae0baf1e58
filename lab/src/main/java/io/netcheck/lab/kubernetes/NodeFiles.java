// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import io.netcheck.lab.kubernetes.ClusterNetwork.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The configuration of the programs of one node.
 *
 * @param folder everything of this node
 */
record NodeFiles(Path folder) {
  /**
   * @param group the control group for the pods of this node
   */
  static NodeFiles write(Path folder, Place place, Credentials credentials, String group)
      throws IOException {
    NodeFiles files = new NodeFiles(folder);
    Files.createDirectory(files.cni());
    Files.writeString(files.cni().resolve("10-lab.conflist"), network(place));
    Files.writeString(files.containerd(), containerd(files.cni()));
    Files.writeString(files.resolver(), "nameserver 127.0.0.1\n");
    Files.writeString(files.kubelet(), kubelet(files.resolver(), credentials, group));
    Files.writeString(files.proxy(), proxy(place, credentials));
    return files;
  }

  private Path cni() {
    return folder.resolve("cni");
  }

  private Path resolver() {
    return folder.resolve("resolv.conf");
  }

  Path containerd() {
    return folder.resolve("containerd.toml");
  }

  Path kubelet() {
    return folder.resolve("kubelet.yaml");
  }

  Path proxy() {
    return folder.resolve("kube-proxy.yaml");
  }

  private static String network(Place place) {
    return """
    {
      "cniVersion": "0.4.0",
      "name": "lab",
      "plugins": [
        {
          "type": "bridge",
          "bridge": "cni0",
          "isGateway": true,
          "hairpinMode": true,
          "ipam": {
            "type": "host-local",
            "ranges": [[{"subnet": "%s"}], [{"subnet": "%s"}]],
            "routes": [{"dst": "0.0.0.0/0"}, {"dst": "::/0"}]
          }
        }
      ]
    }
    """
        .formatted(place.podsIpv4(), place.podsIpv6());
  }

  private static String containerd(Path cni) {
    return """
    version = 2
    disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.devmapper"]
    [plugins."io.containerd.grpc.v1.cri"]
      sandbox_image = "localhost/pause:lab"
      restrict_oom_score_adj = true
      [plugins."io.containerd.grpc.v1.cri".cni]
        bin_dir = "/usr/lib/cni"
        conf_dir = "%s"
    """
        .formatted(cni);
  }

  /** A machine whose disk is nearly full can run the lab: nothing is evicted. */
  private static String kubelet(Path resolver, Credentials credentials, String group) {
    return """
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    authentication:
      anonymous: {enabled: false}
      webhook: {enabled: true}
      x509: {clientCAFile: "%s"}
    authorization: {mode: Webhook}
    cgroupDriver: cgroupfs
    cgroupRoot: %s
    failCgroupV1: false
    failSwapOn: false
    clusterDNS: [%s]
    clusterDomain: cluster.local
    containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
    resolvConf: "%s"
    imageGCHighThresholdPercent: 100
    evictionHard: {memory.available: "0%%", nodefs.available: "0%%", nodefs.inodesFree: "0%%", imagefs.available: "0%%"}
    """
        .formatted(credentials.authority(), group, ClusterNetwork.DNS_SERVICE, resolver);
  }

  private static String proxy(Place place, Credentials credentials) {
    return """
    apiVersion: kubeproxy.config.k8s.io/v1alpha1
    kind: KubeProxyConfiguration
    mode: iptables
    clusterCIDR: "%s"
    hostnameOverride: %s
    clientConnection: {kubeconfig: "%s"}
    conntrack: {maxPerCore: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
    healthzBindAddress: 127.0.0.1:10256
    metricsBindAddress: 127.0.0.1:10249
    """
        .formatted(ClusterNetwork.PODS, place.name(), credentials.kubeconfig("proxy"));
  }
}
