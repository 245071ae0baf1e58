// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.mesh.Mesh;
import java.util.List;

/** What the exporter knows at one moment: the input of the {@link FaultFinder}. */
public record Situation(List<Client> clients, Mesh mesh) {
  public Situation {
    clients = List.copyOf(clients);
  }

  public static Situation of(List<Client> clients) {
    return new Situation(clients, Mesh.of(clients));
  }
}
