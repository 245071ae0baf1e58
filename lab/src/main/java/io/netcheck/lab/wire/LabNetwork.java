// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The network of a lab: nodes on one switch, each of which routes to its own pods, and a namespace
 * for the monitoring processes. It does not touch any interface of this machine.
 *
 * <pre>
 *   control ──┐             10.231.0.1     fd00:231::1
 *   node 1  ──┤  switch     10.231.0.11    fd00:231::11
 *    └ pod    │             10.232.1.2     fd00:232:1::2     routed by its node
 *   node 2  ──┘             10.231.0.12    fd00:231::12
 * </pre>
 */
public final class LabNetwork {
  /** The address of the monitoring processes. */
  public static final String CONTROL = "10.231.0.1";

  static final String CONTROL_IPV6 = "fd00:231::1";

  private final EthernetSwitch ether;
  private final NetworkNamespace control;
  private final List<LabNode> nodes = new ArrayList<>();
  private final List<SlowCable> slow = new ArrayList<>();

  public LabNetwork(LabRun run, int size) throws IOException {
    ether = new EthernetSwitch(run);
    control = run.namespace("control");
    ether.plug(control, 0, CONTROL, CONTROL_IPV6);
    for (int number = 1; number <= size; number++) {
      nodes.add(
          new LabNode(
              number,
              LabNode.FIRST_POD,
              run.namespace("host-" + number),
              run.namespace("pod-" + number)));
    }
    for (LabNode node : nodes) {
      ether.plug(node.host(), node.number(), node.hostIpv4(), node.hostIpv6());
      attachPods(node);
      route(node.host(), node);
    }
    route(control, null);
  }

  private static void attachPods(LabNode node) throws IOException {
    int number = node.number();
    node.host()
        .run(
            """
            sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
            ip link add pods type veth peer name eth0 netns %s
            ip addr add 10.232.%d.1/24 dev pods
            ip -6 addr add fd00:232:%d::1/64 dev pods nodad
            ip link set pods up
            """
                .formatted(node.pod().name(), number, number));
    node.pod()
        .run(
            """
            ip addr add %s/24 dev eth0
            ip -6 addr add %s/64 dev eth0 nodad
            ip link set eth0 up
            ip route add default via 10.232.%d.1
            ip -6 route add default via fd00:232:%d::1
            """
                .formatted(node.podIpv4(), node.podIpv6(), number, number));
  }

  /** All other nodes route to the pods of a node through that node. */
  private void route(NetworkNamespace from, @Nullable LabNode self) throws IOException {
    StringBuilder script = new StringBuilder();
    for (LabNode node : nodes) {
      if (!node.equals(self)) {
        script
            .append("ip route add %s via %s\n".formatted(node.podsIpv4(), node.hostIpv4()))
            .append("ip -6 route add %s via %s\n".formatted(node.podsIpv6(), node.hostIpv6()));
      }
    }
    from.run(script.toString());
  }

  public NetworkNamespace control() {
    return control;
  }

  public List<LabNode> nodes() {
    return List.copyOf(nodes);
  }

  /**
   * @param number starts at 1
   */
  public LabNode node(int number) {
    return nodes.get(number - 1);
  }

  /** Unplugs the cable of the node, or plugs it in again. */
  public void cable(LabNode node, boolean plugged) throws IOException {
    ether.cable(node.number(), plugged);
  }

  /** Delays what the node sends. */
  public void delay(LabNode from, Duration by) throws IOException {
    slow.add(new SlowCable(ether.namespace(), from, by, Set.of()));
  }

  /** Delays what these nodes send to those nodes. */
  public void delay(List<LabNode> from, List<LabNode> to, Duration by) throws IOException {
    Set<String> addresses = new HashSet<>();
    for (LabNode node : to) {
      addresses.add(hardwareAddress(node));
    }
    for (LabNode node : from) {
      slow.add(new SlowCable(ether.namespace(), node, by, addresses));
    }
  }

  private static String hardwareAddress(LabNode node) throws IOException {
    return node.host().run("cat /sys/class/net/eth0/address").strip();
  }

  /** Ends all delays. */
  public void endDelays() throws IOException {
    for (SlowCable cable : slow) {
      cable.close();
    }
    slow.clear();
  }

  /** Gives the pod of the node new addresses, and returns the node with them. */
  public LabNode renumberPod(LabNode node) throws IOException {
    LabNode renumbered = new LabNode(node.number(), node.podHost() + 1, node.host(), node.pod());
    node.pod()
        .run(
            """
            ip addr del %s/24 dev eth0
            ip addr add %s/24 dev eth0
            ip -6 addr del %s/64 dev eth0
            ip -6 addr add %s/64 dev eth0 nodad
            ip route replace default via 10.232.%d.1
            ip -6 route replace default via fd00:232:%d::1
            """
                .formatted(
                    node.podIpv4(),
                    renumbered.podIpv4(),
                    node.podIpv6(),
                    renumbered.podIpv6(),
                    node.number(),
                    node.number()));
    nodes.set(node.number() - 1, renumbered);
    return renumbered;
  }

  /**
   * Gives {@code thief} the IPv4 address of {@code victim} too, and lets all other nodes believe
   * that it is there, as after a gratuitous ARP. Agents listen at their own addresses only, so
   * there is no agent at the duplicate one.
   */
  public void duplicateAddress(LabNode thief, LabNode victim) throws IOException {
    thief.host().run("ip addr add %s/32 dev eth0".formatted(victim.hostIpv4()));
    String mac = hardwareAddress(thief);
    for (LabNode node : nodes) {
      if (!node.equals(thief) && !node.equals(victim)) {
        node.host()
            .run(
                "ip neigh replace %s lladdr %s dev eth0 nud reachable"
                    .formatted(victim.hostIpv4(), mac));
      }
    }
  }

  /** Ends {@link #duplicateAddress}. */
  public void endDuplicateAddress(LabNode thief, LabNode victim) throws IOException {
    thief.host().run("ip addr del %s/32 dev eth0".formatted(victim.hostIpv4()));
    for (LabNode node : nodes) {
      if (!node.equals(thief) && !node.equals(victim)) {
        node.host().run("ip neigh del %s dev eth0".formatted(victim.hostIpv4()));
      }
    }
  }

  /**
   * Lets {@code at} pass on what is sent to this port at its IPv4 address to another node, as a
   * rule for a service with the same port would.
   */
  public void redirect(LabNode at, int port, LabNode to) throws IOException {
    StringBuilder script = new StringBuilder();
    for (String protocol : List.of("udp", "tcp")) {
      script.append(
          """
          iptables -t nat -A PREROUTING -i eth0 -d %1$s -p %4$s --dport %2$d -j DNAT --to-destination %3$s
          iptables -t nat -A POSTROUTING -o eth0 -d %3$s -p %4$s --dport %2$d -m conntrack --ctstate DNAT -j MASQUERADE
          """
              .formatted(at.hostIpv4(), port, to.hostIpv4(), protocol));
    }
    at.host().run(script.toString());
  }

  /** Ends {@link #redirect}. */
  public void endRedirect(LabNode at) throws IOException {
    at.host().run("iptables -t nat -F");
  }
}
