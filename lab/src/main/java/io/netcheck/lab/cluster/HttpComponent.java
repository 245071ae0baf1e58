// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import io.netcheck.lab.wire.LabNetwork;

/** The monitoring processes of a lab that answer over HTTP. */
public enum HttpComponent {
  EXPORTER(Lab.EXPORTER_PORT),
  PROMETHEUS(Prometheus.PORT),
  ALERTMANAGER(Alertmanager.PORT);

  private final int port;

  HttpComponent(int port) {
    this.port = port;
  }

  String address() {
    return LabNetwork.CONTROL + ":" + port;
  }
}
