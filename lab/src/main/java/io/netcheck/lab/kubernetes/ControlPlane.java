// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import io.netcheck.lab.cluster.ChildProcess;
import io.netcheck.lab.wire.LabRun;
import io.netcheck.lab.wire.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** etcd, API server, controller manager and scheduler, and the proxy through which the lab asks. */
final class ControlPlane {
  /** Where the API answers without a login, in the namespace of the control plane. */
  static final String PROXY = "http://127.0.0.1:8001";

  private static final String ETCD = "http://127.0.0.1:2379";
  private static final String ETCD_PEERS = "http://127.0.0.1:2380";

  private final LabRun run;
  private final NetworkNamespace namespace;
  private final Programs programs;
  private final Credentials credentials;
  private ChildProcess apiServer;

  ControlPlane(LabRun run, NetworkNamespace namespace, Programs programs, Credentials credentials)
      throws IOException {
    this.run = run;
    this.namespace = namespace;
    this.programs = programs;
    this.credentials = credentials;
    start(
        "etcd",
        "etcd",
        "--name=lab",
        "--data-dir=" + run.folder().resolve("etcd"),
        "--listen-client-urls=" + ETCD,
        "--advertise-client-urls=" + ETCD,
        "--listen-peer-urls=" + ETCD_PEERS,
        "--initial-advertise-peer-urls=" + ETCD_PEERS,
        "--initial-cluster=lab=" + ETCD_PEERS);
    apiServer = startApiServer();
    start(
        "kubectl-proxy",
        programs.path("kubectl"),
        "--kubeconfig=" + credentials.kubeconfig(Credentials.ADMINISTRATOR),
        "proxy",
        "--port=8001");
  }

  /**
   * Starts what needs the API. The API gives them their rights when it is ready, and not before.
   */
  void startControllers() throws IOException {
    String manager = credentials.kubeconfig("controller-manager");
    start(
        "kube-controller-manager",
        programs.path("kube-controller-manager"),
        "--kubeconfig=" + manager,
        "--authentication-kubeconfig=" + manager,
        "--authorization-kubeconfig=" + manager,
        "--root-ca-file=" + credentials.authority(),
        "--service-account-private-key-file=" + credentials.accountsKey(),
        "--use-service-account-credentials",
        "--leader-elect=false",
        "--bind-address=127.0.0.1",
        "--cert-dir=" + certificates());
    String scheduler = credentials.kubeconfig("scheduler");
    start(
        "kube-scheduler",
        programs.path("kube-scheduler"),
        "--kubeconfig=" + scheduler,
        "--authentication-kubeconfig=" + scheduler,
        "--authorization-kubeconfig=" + scheduler,
        "--leader-elect=false",
        "--bind-address=127.0.0.1",
        "--cert-dir=" + certificates());
  }

  private ChildProcess startApiServer() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                programs.path("kube-apiserver"),
                "--etcd-servers=" + ETCD,
                "--advertise-address=" + ClusterNetwork.CONTROL,
                "--secure-port=6443",
                "--service-cluster-ip-range=" + ClusterNetwork.SERVICES,
                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                "--authorization-mode=Node,RBAC",
                "--enable-admission-plugins=NodeRestriction",
                "--kubelet-preferred-address-types=InternalIP",
                "--cert-dir=" + certificates()));
    command.addAll(credentials.apiServerFlags());
    return start("kube-apiserver", command.toArray(String[]::new));
  }

  private Path certificates() {
    return run.folder().resolve("certificates");
  }

  private ChildProcess start(String name, String... command) throws IOException {
    List<String> words = new ArrayList<>(namespace.prefix());
    words.addAll(Arrays.asList(command));
    return ChildProcess.start(run, name, words);
  }

  /** Kills the API server, and starts it again. */
  void restartApiServer() throws IOException {
    apiServer.kill();
    apiServer = startApiServer();
  }
}
