// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.IpFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an answer of the kernel says about a route or an interface: rtnetlink(7). The buffer is in
 * the byte order of the host, from 0 to its limit. An answer that is cut off is read as far as it
 * goes.
 */
final class RouteMessage {
  private static final int NLMSGHDR = 16;
  private static final int RTMSG = 12;
  private static final int IFINFOMSG = 16;
  private static final int RTNEXTHOP = 8;
  private static final int RTATTR = 4;

  /** Without the flags for nested values and for the byte order. */
  private static final int TYPE_BITS = 0x3FFF;

  private static final short RTM_NEWLINK = 16;
  private static final short RTM_NEWROUTE = 24;
  private static final int RTA_OIF = 4;
  private static final int RTA_METRICS = 8;
  private static final int RTA_MULTIPATH = 9;
  private static final int RTAX_MTU = 2;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_AF_SPEC = 26;
  private static final int IFLA_INET6_CONF = 2;
  private static final int DEVCONF_MTU6 = 2;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  /**
   * A route.
   *
   * @param mtu that the route itself has
   * @param links the numbers of the interfaces of its next hops
   */
  record Route(OptionalInt mtu, List<Integer> links) {
    Route {
      links = List.copyOf(links);
    }
  }

  /**
   * An interface.
   *
   * @param mtu of the interface
   * @param mtu6 that routers announced for IPv6
   */
  record LinkMtu(OptionalInt mtu, OptionalInt mtu6) {
    OptionalInt mtu(IpFamily family) {
      return family == IpFamily.IPV6 && mtu6.isPresent() ? mtu6 : mtu;
    }
  }

  private RouteMessage() {}

  static byte family(IpFamily family) {
    return (byte)
        switch (family) {
          case IPV4 -> AF_INET;
          case IPV6 -> AF_INET6;
        };
  }

  /** Empty if the kernel answered with an error. */
  static Optional<Route> route(ByteBuffer answer) {
    if (answer.limit() < NLMSGHDR + RTMSG || answer.getShort(4) != RTM_NEWROUTE) {
      return Optional.empty();
    }
    List<Integer> links = new ArrayList<>(1);
    OptionalInt[] mtu = {OptionalInt.empty()};
    attributes(
        answer,
        NLMSGHDR + RTMSG,
        answer.limit(),
        (type, at, end) -> {
          switch (type) {
            case RTA_OIF -> number(answer, at, end).ifPresent(links::add);
            case RTA_METRICS ->
                attributes(
                    answer,
                    at,
                    end,
                    (metric, from, to) -> {
                      if (metric == RTAX_MTU) {
                        mtu[0] = number(answer, from, to);
                      }
                    });
            case RTA_MULTIPATH -> nextHops(answer, at, end, links);
            default -> {}
          }
        });
    return Optional.of(new Route(mtu[0], links));
  }

  /** Empty if the kernel answered with an error. */
  static Optional<LinkMtu> link(ByteBuffer answer) {
    if (answer.limit() < NLMSGHDR + IFINFOMSG || answer.getShort(4) != RTM_NEWLINK) {
      return Optional.empty();
    }
    OptionalInt[] mtu = {OptionalInt.empty(), OptionalInt.empty()};
    attributes(
        answer,
        NLMSGHDR + IFINFOMSG,
        answer.limit(),
        (type, at, end) -> {
          if (type == IFLA_MTU) {
            mtu[0] = number(answer, at, end);
          } else if (type == IFLA_AF_SPEC) {
            attributes(
                answer,
                at,
                end,
                (family, from, to) -> {
                  if (family == AF_INET6) {
                    mtu[1] = mtu6(answer, from, to);
                  }
                });
          }
        });
    return Optional.of(new LinkMtu(mtu[0], mtu[1]));
  }

  private static OptionalInt mtu6(ByteBuffer answer, int start, int limit) {
    OptionalInt[] mtu = {OptionalInt.empty()};
    attributes(
        answer,
        start,
        limit,
        (type, at, end) -> {
          if (type == IFLA_INET6_CONF) {
            mtu[0] = number(answer, at + DEVCONF_MTU6 * Integer.BYTES, end);
          }
        });
    return mtu[0];
  }

  private static void nextHops(ByteBuffer answer, int start, int limit, List<Integer> links) {
    // struct rtnexthop: len, flags, hops, ifindex
    for (int at = start; at + RTNEXTHOP <= limit; ) {
      int length = Short.toUnsignedInt(answer.getShort(at));
      if (length < RTNEXTHOP || length > limit - at) {
        return;
      }
      links.add(answer.getInt(at + 4));
      at += aligned(length);
    }
  }

  /** Reads a value between {@code start} and {@code end}. */
  @FunctionalInterface
  private interface AttributeReader {
    void read(int type, int start, int end);
  }

  private static void attributes(ByteBuffer answer, int start, int limit, AttributeReader reader) {
    for (int at = start; at + RTATTR <= limit; ) {
      int length = Short.toUnsignedInt(answer.getShort(at));
      if (length < RTATTR || length > limit - at) {
        return;
      }
      reader.read(answer.getShort(at + 2) & TYPE_BITS, at + RTATTR, at + length);
      at += aligned(length);
    }
  }

  private static OptionalInt number(ByteBuffer answer, int at, int end) {
    return end - at < Integer.BYTES ? OptionalInt.empty() : OptionalInt.of(answer.getInt(at));
  }

  private static int aligned(int length) {
    return (length + 3) & ~3;
  }
}
