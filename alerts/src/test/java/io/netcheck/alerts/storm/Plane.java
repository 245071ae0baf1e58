// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import java.util.List;

/**
 * A network in one IP family.
 *
 * @param family empty if agents have only one
 */
record Plane(String network, String family) {
  static final Plane HOST = new Plane("host", "");
  static final List<Plane> ONE_FAMILY = List.of(HOST, new Plane("pod", ""), new Plane("node", ""));
  static final List<Plane> BOTH_FAMILIES =
      List.of(
          new Plane("host", "ipv4"),
          new Plane("host", "ipv6"),
          new Plane("pod", "ipv4"),
          new Plane("pod", "ipv6"),
          new Plane("node", "ipv4"),
          new Plane("node", "ipv6"));

  boolean is(String name) {
    return network.equals(name);
  }

  /** The kind of agent that probes this plane. */
  String kind() {
    return is("host") ? "host" : "pod";
  }

  List<String> probes() {
    return is("node") ? List.of("icmp", "tcp") : List.of("icmp", "udp", "tcp", "mtu");
  }
}
