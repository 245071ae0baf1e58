// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import java.io.IOException;

/** A switch in a namespace of its own, and the cables from it to other namespaces. */
public final class EthernetSwitch {
  private final NetworkNamespace ether;

  public EthernetSwitch(LabRun run) throws IOException {
    ether = run.namespace("switch");
    ether.run(
        """
        ip link add br0 type bridge
        ip link set br0 up
        """);
  }

  /** Gives the namespace an interface {@code eth0} with these addresses. */
  public void plug(NetworkNamespace namespace, int port, String ipv4, String ipv6)
      throws IOException {
    namespace.run(
        """
        ip link add eth0 type veth peer name port%d netns %s
        ip addr add %s/24 dev eth0
        ip -6 addr add %s/64 dev eth0 nodad
        ip link set eth0 up
        """
            .formatted(port, ether.name(), ipv4, ipv6));
    ether.run("ip link set port%d master br0 up".formatted(port));
  }

  /** Unplugs a cable, or plugs it in again. */
  public void cable(int port, boolean plugged) throws IOException {
    ether.run("ip link set port%d %s".formatted(port, plugged ? "up" : "down"));
  }

  NetworkNamespace namespace() {
    return ether;
  }
}
