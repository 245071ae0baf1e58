// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.IpFamily;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** The size of the datagram that fills a packet of full size. Thread-safe. */
final class FullSizeDatagram {
  /**
   * The largest packet in common jumbo frames. A loopback interface allows 64 KiB, but copying so
   * much would measure nothing.
   */
  static final int LARGEST_PACKET = 9_216;

  private static final int UDP_HEADER = 8;

  /** The MTU of an interface can change while the agent runs. */
  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(60);

  private record CachedMtu(OptionalInt mtu, long sinceNanos) {}

  private final SourceAddresses own;
  private final OptionalInt configured;
  private final ProcessClock clock;
  private final Map<IpFamily, CachedMtu> known = new EnumMap<>(IpFamily.class);

  FullSizeDatagram(SourceAddresses own, OptionalInt configured, ProcessClock clock) {
    this.own = own;
    this.configured = configured;
    this.clock = clock;
  }

  /** The size of a datagram in bytes; empty if no interface has this agent's address. */
  synchronized OptionalInt datagramBytes(IpFamily family) {
    OptionalInt mtu = configured.isPresent() ? configured : ofInterface(family);
    if (mtu.isEmpty()) {
      return mtu;
    }
    int headers = ipHeader(family) + UDP_HEADER;
    return OptionalInt.of(
        Math.max(EchoDatagram.BYTES, Math.min(mtu.getAsInt(), LARGEST_PACKET) - headers));
  }

  private OptionalInt ofInterface(IpFamily family) {
    long nowNanos = clock.nanoTime();
    CachedMtu last = known.get(family);
    if (last == null || nowNanos - last.sinceNanos > LOOK_AGAIN_NANOS) {
      last = new CachedMtu(look(family), nowNanos);
      known.put(family, last);
    }
    return last.mtu;
  }

  private OptionalInt look(IpFamily family) {
    InetAddress address = own.byFamily().get(family);
    if (address == null) {
      return OptionalInt.empty();
    }
    try {
      NetworkInterface its = NetworkInterface.getByInetAddress(address);
      if (its == null && address.isLoopbackAddress()) {
        // All of 127.0.0.0/8 is local, but only one of its addresses is listed.
        its = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
      }
      return its == null ? OptionalInt.empty() : OptionalInt.of(its.getMTU());
    } catch (SocketException _) {
      return OptionalInt.empty();
    }
  }

  private static int ipHeader(IpFamily family) {
    return switch (family) {
      case IPV4 -> 20;
      case IPV6 -> 40;
    };
  }
}
