// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Hosts of a test's own: network namespaces, each with an IPv4 and an IPv6 address, on one bridge
 * that this host has an address on as well. Everything it makes goes with {@link #close}.
 */
final class TestNetwork implements AutoCloseable {
  /** What no two classes of tests can use at a time. */
  static final String ADDRESSES = "the addresses of TestNetwork";

  private static final String PREFIX = "nck" + ProcessHandle.current().pid() % 100_000;
  private static final String SWITCH = PREFIX + "-sw";

  private final int hosts;

  TestNetwork(int hosts) throws IOException {
    this.hosts = hosts;
    close(); // of a run that was killed and had the same process id
    try {
      ip("netns add " + SWITCH);
      inside(SWITCH, "ip link add br0 type bridge");
      inside(SWITCH, "ip link set br0 up");
      plug(0);
      ip("addr add 10.231.77.1/24 dev " + PREFIX);
      ip("link set " + PREFIX + " up");
      for (int host = 1; host <= hosts; host++) {
        ip("netns add " + name(host));
        plug(host);
        run(host, "ip link set lo up");
        run(host, "ip addr add " + ipv4(host) + "/24 dev eth0");
        run(host, "ip -6 addr add " + ipv6(host) + "/64 dev eth0 nodad");
        run(host, "ip link set eth0 up");
        run(host, "sysctl -q -w net.ipv4.ping_group_range=0\t2147483647");
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static void plug(int host) throws IOException {
    String port = "port" + host;
    if (host == 0) {
      ip("link add " + PREFIX + " type veth peer name " + port + " netns " + SWITCH);
    } else {
      ip("link add eth0 netns " + name(host) + " type veth peer name " + port + " netns " + SWITCH);
    }
    inside(SWITCH, "ip link set " + port + " master br0 up");
  }

  /** The name of the namespace of {@code host}. */
  static String name(int host) {
    return PREFIX + "-" + host;
  }

  static String ipv4(int host) {
    return "10.231.77." + (10 + host);
  }

  static String ipv6(int host) {
    return "fd00:77::" + (10 + host);
  }

  /** This host's address on the bridge. */
  static String own() {
    return "10.231.77.1";
  }

  /** What runs a program on {@code host}. */
  static List<String> prefix(int host) {
    return List.of("ip", "netns", "exec", name(host));
  }

  void run(int host, String command) throws IOException {
    inside(name(host), command);
  }

  String output(int host, String command) throws IOException {
    List<String> all = new ArrayList<>(prefix(host));
    all.addAll(List.of(command.split(" ", -1)));
    return ProgramRun.output(all);
  }

  /** The switch port of a host loses what is larger, in both directions and without a word. */
  void portMtu(int host, int bytes) throws IOException {
    inside(SWITCH, "ip link set port" + host + " mtu " + bytes);
  }

  /** A host, this one and the switch between them send every TCP segment in a packet of its own. */
  void oneSegmentAPacket(int host) throws IOException {
    run(host, "ip link set eth0 gso_max_segs 1");
    ip("link set " + PREFIX + " gso_max_segs 1");
    for (int port = 0; port <= hosts; port++) {
      inside(SWITCH, "ip link set port" + port + " gso_max_segs 1");
    }
  }

  void linkDown(int host) throws IOException {
    inside(SWITCH, "ip link set port" + host + " down");
  }

  void linkUp(int host) throws IOException {
    inside(SWITCH, "ip link set port" + host + " up");
  }

  private static void inside(String namespace, String command) throws IOException {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    all.addAll(List.of(command.split(" ", -1)));
    ProgramRun.output(all);
  }

  private static void ip(String command) throws IOException {
    List<String> all = new ArrayList<>(List.of("ip"));
    all.addAll(List.of(command.split(" ", -1)));
    ProgramRun.output(all);
  }

  @Override
  public void close() throws IOException {
    String known = ProgramRun.output(List.of("ip", "netns", "list"));
    for (int host = 1; host <= hosts; host++) {
      if (known.contains(name(host))) {
        ip("netns del " + name(host));
      }
    }
    // A namespace takes its end of a cable with it only some time after it is gone itself.
    if (ProgramRun.output(List.of("ip", "-o", "link")).contains(PREFIX + "@")) {
      ip("link del " + PREFIX);
    }
    if (known.contains(SWITCH)) {
      ip("netns del " + SWITCH);
    }
  }
}
