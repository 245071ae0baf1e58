// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;

/** The address that a listener binds. */
public final class BindAddress {
  private static final InetAddress ALL_OF_IPV4 = InetAddress.ofLiteral("0.0.0.0");

  private BindAddress() {}

  /**
   * The address to bind for a configured one: itself, except that {@code ::}, which means all
   * addresses of both IP families, is {@code 0.0.0.0} where this host has no IPv6.
   */
  public static InetAddress of(InetAddress configured) {
    return configured instanceof Inet6Address && configured.isAnyLocalAddress() && !hasIpv6()
        ? ALL_OF_IPV4
        : configured;
  }

  private static boolean hasIpv6() {
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
      return channel.isOpen();
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }
}
