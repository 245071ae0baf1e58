// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.tls.ClientTls;
import java.net.URI;
import java.util.Optional;

/**
 * The exporter as a service: agents check it by default, over the same address as their heartbeats
 * but each time with a new connection. On Kubernetes that is its ClusterIP.
 *
 * @param tls as for heartbeats
 */
public record ExporterService(Service service, ClientTls tls) {
  public static final String NAME = "netcheck-exporter";

  /** Empty if the host of the URL is nothing that can be checked. */
  public static Optional<ExporterService> of(URI url, ClientTls tls) {
    String host = url.getHost() == null ? "" : url.getHost();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    boolean encrypted = "https".equals(url.getScheme());
    int port = url.getPort() > 0 ? url.getPort() : encrypted ? 443 : 80;
    if (!Service.isHost(bare)) {
      return Optional.empty();
    }
    Service.Kind kind = encrypted ? Service.Kind.TLS : Service.Kind.TCP;
    return Optional.of(new ExporterService(new Service(NAME, kind, bare, port, ""), tls));
  }
}
