// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.AddressKey;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.IpFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * How large a packet the route to a target carries, by this host's routing table. What the kernel
 * remembers about the path beyond does not count: it outlives a repair by ten minutes. Thread-safe.
 *
 * <p>The routes of all targets are looked up again every few seconds on a thread of its own,
 * because the kernel's answer can wait for a lock that others hold.
 */
final class RouteMtu implements AutoCloseable {
  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** The least that IPv4 demands of a link: RFC 791. A smaller value is a mistake. */
  private static final int SMALLEST = 68;

  private static final class KnownRoute {
    private final InetAddress target;
    private volatile OptionalInt mtu;
    private volatile long askedNanos;

    KnownRoute(InetAddress target, OptionalInt mtu) {
      this.target = target;
      this.mtu = mtu;
    }
  }

  private final SourceAddresses own;
  private final ProcessClock clock;
  private final InterfaceMtu interfaces;
  private final Optional<RouteSocket> socket = RouteSocket.open();
  private final Map<AddressKey, KnownRoute> known = new ConcurrentHashMap<>();
  private final Map<Integer, Optional<RouteMessage.LinkMtu>> links = new ConcurrentHashMap<>();
  private final BlockingQueue<Runnable> unknown = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  RouteMtu(SourceAddresses own, InterfaceMtu interfaces, ProcessClock clock) {
    this.own = own;
    this.clock = clock;
    this.interfaces = interfaces;
    this.thread = Thread.ofPlatform().name("route-mtu").daemon().start(this::run);
  }

  /**
   * The MTU of the route to {@code target}, or where the routing table cannot be read, that of the
   * interface with this agent's address; empty if there is none either.
   */
  OptionalInt to(InetAddress target) {
    return asked(
        known.computeIfAbsent(AddressKey.of(target), _ -> new KnownRoute(target, look(target))));
  }

  /**
   * As {@link #to(InetAddress)}, but does not wait for the kernel: {@code then} is called at once
   * if the route is known, and otherwise by the thread that looks it up.
   */
  void to(InetAddress target, Consumer<OptionalInt> then) {
    KnownRoute route = known.get(AddressKey.of(target));
    if (route == null) {
      unknown.add(() -> then.accept(to(target)));
    } else {
      then.accept(asked(route));
    }
  }

  private OptionalInt asked(KnownRoute route) {
    route.askedNanos = clock.nanoTime();
    return route.mtu;
  }

  /**
   * The path MTU that the kernel remembers for {@code target}, if it is smaller than {@code size}:
   * ip(7), IP_MTU. After someone told that a packet is too big, it is the size that they named.
   */
  OptionalInt remembered(ProbeTarget target, int size) {
    IpFamily family = target.family();
    try (DatagramChannel channel = DatagramChannel.open(SourceAddresses.socketFamily(family))) {
      channel.bind(own.anyPort(family));
      channel.connect(new InetSocketAddress(target.address(), target.port()));
      OptionalInt mtu =
          KernelSocket.of(channel, family)
              .map(socket -> socket.get(KernelSocket.Option.MTU))
              .orElse(OptionalInt.empty());
      int smallest = FullSizeDatagram.smallestPacket(family);
      return mtu.isPresent() && mtu.getAsInt() >= smallest && mtu.getAsInt() < size
          ? mtu
          : OptionalInt.empty();
    } catch (IOException _) {
      return OptionalInt.empty();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    synchronized (this) {
      socket.ifPresent(RouteSocket::close);
    }
  }

  private void run() {
    long nextNanos = clock.nanoTime() + LOOK_AGAIN_NANOS;
    try {
      while (!closed) {
        Runnable wanted = unknown.poll(nextNanos - clock.nanoTime(), TimeUnit.NANOSECONDS);
        if (wanted != null) {
          EventLoop.guarded(wanted);
        } else {
          EventLoop.guarded(this::lookAgain);
          nextNanos = clock.nanoTime() + LOOK_AGAIN_NANOS;
        }
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void lookAgain() {
    links.clear();
    long nowNanos = clock.nanoTime();
    known.values().removeIf(route -> nowNanos - route.askedNanos > FORGET_NANOS);
    known
        .values()
        .forEach(route -> {
          if (!closed) {
            route.mtu = look(route.target);
          }
        });
  }

  private OptionalInt look(InetAddress target) {
    IpFamily family = IpFamily.of(target);
    Optional<InetAddress> source = own.of(family);
    if (source.isEmpty()) {
      return OptionalInt.empty();
    }
    OptionalInt ofRoute = route(source.get(), target);
    return ofRoute.isPresent() ? ofRoute : interfaces.of(family);
  }

  private synchronized OptionalInt route(InetAddress source, InetAddress target) {
    if (closed || socket.isEmpty()) {
      return OptionalInt.empty();
    }
    Optional<RouteMessage.Route> route = socket.get().route(source, target);
    if (route.isEmpty()) {
      return OptionalInt.empty();
    }
    // All of several next hops must carry it, because any of them may be taken.
    IntStream ofLinks =
        route.get().links().stream()
            .flatMap(number -> link(number).stream())
            .flatMapToInt(link -> link.mtu(IpFamily.of(target)).stream());
    return IntStream.concat(route.get().mtu().stream(), ofLinks)
        .filter(mtu -> mtu >= SMALLEST)
        .min();
  }

  private Optional<RouteMessage.LinkMtu> link(int number) {
    return links.computeIfAbsent(number, key -> socket.orElseThrow().link(key));
  }
}
