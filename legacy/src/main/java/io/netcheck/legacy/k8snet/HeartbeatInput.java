// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.legacy.golang.GoException;
import io.netcheck.legacy.golang.GoReader;
import io.netcheck.legacy.golang.GoTime;
import java.time.Instant;
import java.util.Optional;

/** Reads a heartbeat, and refuses what k8snet-checker refused. */
final class HeartbeatInput {
  private final GoReader in;
  private String namespace = "";
  private String nodeIp = "";
  private String podIp = "";
  private String podName = "";
  private Optional<Instant> timestamp = Optional.empty();

  private HeartbeatInput(GoReader in) {
    this.in = in;
  }

  static NodeInfo read(byte[] body) throws GoException {
    HeartbeatInput input = new HeartbeatInput(GoReader.ofFirst(body));
    input.in.object("value of type models.NodeInfo", input::field);
    input.in.end();
    return new NodeInfo(input.namespace, input.nodeIp, input.podIp, input.podName, input.timestamp);
  }

  private void field(String key) throws GoException {
    if (GoReader.is(key, "namespace")) {
      namespace = text("namespace").orElse(namespace);
    } else if (GoReader.is(key, "node_ip")) {
      nodeIp = text("node_ip").orElse(nodeIp);
    } else if (GoReader.is(key, "pod_ip")) {
      podIp = text("pod_ip").orElse(podIp);
    } else if (GoReader.is(key, "pod_name")) {
      podName = text("pod_name").orElse(podName);
    } else if (GoReader.is(key, "timestamp")) {
      timestamp = in.time().map(GoTime::instant).or(() -> timestamp);
    } else {
      in.skip();
    }
  }

  private Optional<String> text(String field) throws GoException {
    return in.string("struct field NodeInfo." + field + " of type string");
  }
}
