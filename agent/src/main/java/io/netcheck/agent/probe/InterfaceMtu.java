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

/** The MTU of the interface that has this agent's address. Thread-safe. */
final class InterfaceMtu {
  /** The MTU of an interface can change while the agent runs. */
  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(60);

  private record CachedMtu(OptionalInt mtu, long sinceNanos) {}

  private final SourceAddresses own;
  private final ProcessClock clock;
  private final Map<IpFamily, CachedMtu> known = new EnumMap<>(IpFamily.class);

  InterfaceMtu(SourceAddresses own, ProcessClock clock) {
    this.own = own;
    this.clock = clock;
  }

  /** Empty if no interface has this agent's address of {@code family}. */
  synchronized OptionalInt of(IpFamily family) {
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
}
