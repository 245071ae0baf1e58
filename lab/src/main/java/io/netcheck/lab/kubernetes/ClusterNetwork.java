// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import io.netcheck.lab.wire.EthernetSwitch;
import io.netcheck.lab.wire.LabRun;
import io.netcheck.lab.wire.NetworkNamespace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The network of the cluster: the control plane and the nodes on one switch, in a namespace each.
 * Each node routes to the pods of the others, like a network plugin that sets routes.
 *
 * <pre>
 *   control ──┐             10.231.0.1     fd00:231::1
 *   node 1  ──┤  switch     10.231.0.11    fd00:231::11
 *    ├ pod    │             10.232.1.0/24  fd00:232:1::/64    a bridge, by the CNI plugin
 *    └ pod    │
 *   node 2  ──┘             10.231.0.12    fd00:231::12
 * </pre>
 */
final class ClusterNetwork {
  static final String CONTROL = "10.231.0.1";
  static final String PODS = "10.232.0.0/16,fd00:232::/32";
  static final String SERVICES = "10.96.0.0/16,fd00:96::/112";
  static final String API_SERVICE = "10.96.0.1";
  static final String DNS_SERVICE = "10.96.0.10";
  private static final String CONTROL_IPV6 = "fd00:231::1";

  /**
   * A node's place in the network.
   *
   * @param number starts at 1
   */
  record Place(int number, NetworkNamespace namespace) {
    String name() {
      return "node-" + number;
    }

    String ipv4() {
      return "10.231.0." + (10 + number);
    }

    String ipv6() {
      return "fd00:231::" + (10 + number);
    }

    String podsIpv4() {
      return "10.232." + number + ".0/24";
    }

    String podsIpv6() {
      return "fd00:232:" + number + "::/64";
    }
  }

  private final EthernetSwitch ether;
  private final NetworkNamespace control;
  private final List<Place> places;

  ClusterNetwork(LabRun run, int nodes) throws IOException {
    ether = new EthernetSwitch(run);
    control = run.namespace("control");
    ether.plug(control, 0, CONTROL, CONTROL_IPV6);
    List<Place> all = new ArrayList<>();
    for (int number = 1; number <= nodes; number++) {
      Place place = new Place(number, run.namespace("node-" + number));
      ether.plug(place.namespace(), number, place.ipv4(), place.ipv6());
      place.namespace().run(DEFAULT_ROUTE);
      place.namespace().run("sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
      all.add(place);
    }
    places = List.copyOf(all);
    for (Place place : places) {
      control.run(route(place));
      for (Place other : places) {
        if (!other.equals(place)) {
          place.namespace().run(route(other));
        }
      }
    }
  }

  /** Without a default route, the kernel refuses a Service before its rules are looked at. */
  private static final String DEFAULT_ROUTE =
      """
      ip route add default via %s
      ip -6 route add default via %s
      """
          .formatted(CONTROL, CONTROL_IPV6);

  private static String route(Place to) {
    return """
    ip route add %s via %s
    ip -6 route add %s via %s
    """
        .formatted(to.podsIpv4(), to.ipv4(), to.podsIpv6(), to.ipv6());
  }

  NetworkNamespace control() {
    return control;
  }

  List<Place> places() {
    return places;
  }

  void cable(Place place, boolean plugged) throws IOException {
    ether.cable(place.number(), plugged);
  }
}
