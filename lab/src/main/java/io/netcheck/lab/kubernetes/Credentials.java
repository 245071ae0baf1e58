// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import io.netcheck.lab.wire.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * The certificates of the cluster, and the users that log in with a token. Each part of the cluster
 * has the rights that Kubernetes gives it, and no more.
 */
final class Credentials {
  /** May do everything. */
  static final String ADMINISTRATOR = "administrator";

  private static final String CA = "ca";
  private static final String SERVER = "apiserver";
  private static final String KUBELET_CLIENT = "kubelet-client";
  private static final String ACCOUNTS = "service-accounts.key";
  private static final String MASTERS = "system:masters";

  private final Path folder;
  private final List<String> users = new ArrayList<>();

  Credentials(Path folder, List<String> nodes) throws IOException {
    this.folder = Files.createDirectory(folder);
    openssl(CA, "/CN=netcheck-lab", "-addext", "basicConstraints=critical,CA:TRUE");
    openssl(
        SERVER,
        "/CN=kube-apiserver",
        "-CA",
        certificate(CA),
        "-CAkey",
        key(CA),
        "-addext",
        "subjectAltName=DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,"
            + "DNS:kubernetes.default.svc.cluster.local,IP:127.0.0.1,IP:%s,IP:%s"
                .formatted(ClusterNetwork.API_SERVICE, ClusterNetwork.CONTROL));
    openssl(
        KUBELET_CLIENT,
        "/O=" + MASTERS + "/CN=kube-apiserver",
        "-CA",
        certificate(CA),
        "-CAkey",
        key(CA));
    Commands.run(
        List.of("openssl", "genrsa", "-out", this.folder.resolve(ACCOUNTS).toString(), "2048"));
    user(ADMINISTRATOR, ADMINISTRATOR, MASTERS);
    user("controller-manager", "system:kube-controller-manager", "");
    user("scheduler", "system:kube-scheduler", "");
    user("proxy", "system:kube-proxy", "");
    for (String node : nodes) {
      user(node, "system:node:" + node, "system:nodes");
    }
    Files.write(this.folder.resolve("tokens.csv"), users);
  }

  private void openssl(String name, String subject, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                subject,
                "-keyout",
                key(name),
                "-out",
                certificate(name)));
    command.addAll(Arrays.asList(more));
    Commands.run(command);
  }

  private void user(String file, String name, String group) throws IOException {
    String token = UUID.randomUUID().toString();
    users.add("%s,%s,%s,\"%s\"".formatted(token, name, name, group));
    Files.writeString(
        folder.resolve(file + ".kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: lab
        contexts: [{name: lab, context: {cluster: lab, user: me}}]
        clusters: [{name: lab, cluster: {server: "https://%s:6443", certificate-authority: "%s"}}]
        users: [{name: me, user: {token: "%s"}}]
        """
            .formatted(ClusterNetwork.CONTROL, certificate(CA), token));
  }

  /** The file with which this user logs in. */
  String kubeconfig(String user) {
    return folder.resolve(user + ".kubeconfig").toString();
  }

  String authority() {
    return certificate(CA);
  }

  /** The key with which tokens of service accounts are signed. */
  String accountsKey() {
    return folder.resolve(ACCOUNTS).toString();
  }

  /** The flags with which the API server knows all users, and proves itself. */
  List<String> apiServerFlags() {
    return List.of(
        "--token-auth-file=" + folder.resolve("tokens.csv"),
        "--client-ca-file=" + certificate(CA),
        "--tls-cert-file=" + certificate(SERVER),
        "--tls-private-key-file=" + key(SERVER),
        "--service-account-key-file=" + accountsKey(),
        "--service-account-signing-key-file=" + accountsKey(),
        "--kubelet-client-certificate=" + certificate(KUBELET_CLIENT),
        "--kubelet-client-key=" + key(KUBELET_CLIENT));
  }

  private String certificate(String name) {
    return folder.resolve(name + ".crt").toString();
  }

  private String key(String name) {
    return folder.resolve(name + ".key").toString();
  }
}
