// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import java.util.List;

/**
 * One node: a namespace for the host, and behind it a namespace for its pods, with addresses in
 * both IP families.
 *
 * @param number starts at 1
 * @param podHost the last part of the address of its pod
 */
public record LabNode(int number, int podHost, NetworkNamespace host, NetworkNamespace pod) {
  static final int FIRST_POD = 2;

  public static final String PODS_IPV4 = "10.232.0.0/16";
  public static final String PODS_IPV6 = "fd00:232::/32";

  public String name() {
    return "node-" + number;
  }

  public String hostIpv4() {
    return "10.231.0." + (10 + number);
  }

  public String hostIpv6() {
    return "fd00:231::" + (10 + number);
  }

  public String podIpv4() {
    return "10.232." + number + "." + podHost;
  }

  public String podIpv6() {
    return "fd00:232:" + number + "::" + podHost;
  }

  String podsIpv4() {
    return "10.232." + number + ".0/24";
  }

  String podsIpv6() {
    return "fd00:232:" + number + "::/64";
  }

  /** All addresses from which this node may send packets. */
  List<String> addresses(FilterRules.Family family) {
    return switch (family) {
      case IPV4 -> List.of(hostIpv4(), podsIpv4());
      case IPV6 -> List.of(hostIpv6(), podsIpv6());
    };
  }
}
