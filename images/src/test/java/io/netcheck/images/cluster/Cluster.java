// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.images.Image;
import io.netcheck.lab.cluster.NameServer;
import io.netcheck.lab.cluster.OpenPort;
import io.netcheck.lab.wire.LabNetwork;
import io.netcheck.lab.wire.LabNode;
import io.netcheck.lab.wire.LabRun;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.kubernetes.ApiRequest;
import io.netcheck.testing.kubernetes.ApiServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Nodes in the network of the lab, an API server that stores objects and checks roles, a name
 * server, and a kubelet.
 */
final class Cluster implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  static final String DOMAIN = ".cluster.local";
  static final int API_PORT = 443;
  private static final int KUBELET_PORT = 10_250;
  private static final String ADMINISTRATOR = "administrator";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final LabNetwork fabric;
  private final ApiServer api;
  private final Accounts accounts = new Accounts();
  private final String certificate;
  private final List<ApiRequest> refused = new CopyOnWriteArrayList<>();
  private final Kubelet kubelet;

  Cluster(List<Image> images, int nodes) throws IOException {
    try {
      LabRun.sweep();
      LabRun run = own(LabRun.begin());
      fabric = new LabNetwork(run, nodes);
      Authority authority = new Authority(run.folder(), LOOPBACK, LabNetwork.CONTROL);
      // Helm does not send its token without TLS.
      api =
          own(
              ApiServer.start(
                  new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), 0), authority.tls()));
      certificate = authority.pem();
      fabric
          .control()
          .call(
              PATIENCE,
              () -> {
                api.listen(new InetSocketAddress(LabNetwork.CONTROL, API_PORT), authority.tls());
                return "";
              });
      Roles roles = new Roles(api);
      api.authorize(request -> isAllowed(roles, request));
      api.onCreate("TokenReview", accounts::review);
      Mounts mounts = new Mounts(api, accounts, certificate);
      own(new NameServer(fabric.control(), LabNetwork.CONTROL, this::resolve));
      for (LabNode node : fabric.nodes()) {
        // The default of the kernel, which allows no group. The sysctl of the pod changes it.
        node.pod().run("sysctl -q -w net.ipv4.ping_group_range='1 0'");
        own(new OpenPort(node.host(), KUBELET_PORT));
        api.put(node(node));
      }
      kubelet = own(new Kubelet(api, fabric, run.folder(), images, mounts));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  private boolean isAllowed(Roles roles, ApiRequest request) {
    boolean allowed =
        request.token().equals(ADMINISTRATOR)
            || accounts
                .whoAsks(request.token())
                .filter(who -> request.resource().isEmpty() || roles.allow(who, request))
                .isPresent();
    if (!allowed) {
      refused.add(request);
    }
    return allowed;
  }

  /** The requests that the API denied. */
  List<ApiRequest> refused() {
    return refused;
  }

  /** A kubeconfig for Helm. */
  String kubeconfig() {
    return """
    apiVersion: v1
    kind: Config
    current-context: here
    contexts: [{name: here, context: {cluster: here, user: me}}]
    clusters: [{name: here, cluster: {server: "%s", certificate-authority-data: %s}}]
    users: [{name: me, user: {token: %s}}]
    """
        .formatted(
            api.url(),
            Base64.getEncoder().encodeToString(certificate.getBytes(UTF_8)),
            ADMINISTRATOR);
  }

  ApiServer api() {
    return api;
  }

  Kubelet kubelet() {
    return kubelet;
  }

  /** Runs a program of the machine beside the nodes, and returns its output. */
  String beside(List<String> command) throws IOException {
    List<String> words = new ArrayList<>(fabric.control().prefix());
    words.addAll(command);
    return ProgramRun.output(words);
  }

  private static ObjectNode node(LabNode node) {
    ObjectNode object = object("v1", "Node", node.name());
    ArrayNode addresses = object.putObject("status").putArray("addresses");
    for (String address : List.of(node.hostIpv4(), node.hostIpv6())) {
      addresses.addObject().put("type", "InternalIP").put("address", address);
    }
    ((ObjectNode) object.path("status"))
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True");
    return object;
  }

  private static ObjectNode object(String apiVersion, String kind, String name) {
    ObjectNode object = JSON.createObjectNode().put("apiVersion", apiVersion).put("kind", kind);
    object.putObject("metadata").put("name", name);
    return object;
  }

  /** The address of a ready pod behind a Service, and that of the API. */
  private Optional<InetAddress> resolve(String name) {
    if (name.equals("kubernetes.default.svc" + DOMAIN)) {
      return Optional.of(InetAddress.ofLiteral(LabNetwork.CONTROL));
    }
    return api.objects("Service").stream()
        .filter(it ->
            name.equals(
                it.at("/metadata/name").asText()
                    + "."
                    + it.at("/metadata/namespace").asText()
                    + ".svc"
                    + DOMAIN))
        .flatMap(service ->
            kubelet.running().values().stream()
                .filter(it -> isBehind(service, it.pod()))
                .map(it -> InetAddress.ofLiteral(it.pod().place().addresses().getFirst())))
        .findFirst();
  }

  private static boolean isBehind(ObjectNode service, Pod pod) {
    return service
        .at("/spec/selector")
        .propertyStream()
        .allMatch(it -> pod.root().at("/metadata/labels").path(it.getKey()).equals(it.getValue()));
  }

  @Override
  public void close() throws IOException {
    try {
      while (!parts.isEmpty()) {
        parts.pop().close();
      }
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
