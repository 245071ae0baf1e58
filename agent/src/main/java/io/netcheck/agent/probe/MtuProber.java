// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.ProbeKind;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.DatagramChannel;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;

/**
 * Probes whether the largest packet that the route to a peer promises reaches the peer's agent
 * without fragmentation. If it does not, the outcomes say which size does; see {@link PathMtu}. Now
 * and then it also sends a datagram that needs two packets; see {@link FragmentCheck}. The reply is
 * small, because the peer's agent measures the other direction.
 */
public final class MtuProber implements Prober, SizedProber {
  /** Paths that are searched at a time. More of them would say the same of one cause. */
  private static final int SEARCHES = 8;

  /** How often a probe goes on with a smaller size that it was told. */
  private static final int MOST_TOLD = 3;

  private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long TOLD_NOW_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final class Path {
    final PathMtu mtu;
    final FragmentCheck fragments =
        new FragmentCheck(ThreadLocalRandom.current().nextInt(FragmentCheck.EVERY));
    long usedNanos;

    Path(PathMtu mtu) {
      this.mtu = mtu;
    }
  }

  private final EventLoop loop;
  private final SourceAddresses own;
  private final OptionalInt configured;
  private final ProcessClock clock;
  private final InterfaceMtu interfaces;
  private final RouteMtu routes;
  private final boolean dontFragment = canSetDontFragment();
  private final EchoExchange exchange;
  private final EchoExchange fragmenting;

  /** Used on the loop's thread only. */
  private final Map<ProbeTarget, Path> paths = new HashMap<>();

  /** What was told last in each IP family. */
  private final Map<IpFamily, ToldSize> told = new EnumMap<>(IpFamily.class);

  private long nextSweepNanos;

  private record ToldSize(int mtu, long sinceNanos) {}

  /**
   * @param mtu the size that every path must carry, with its IP header; if empty, what the route to
   *     each peer promises
   */
  public MtuProber(EventLoop loop, List<InetAddress> own, OptionalInt mtu, ProcessClock clock) {
    this.loop = loop;
    this.own = new SourceAddresses(own);
    this.configured = mtu;
    this.clock = clock;
    this.nextSweepNanos = clock.nanoTime() + FORGET_NANOS;
    this.interfaces = new InterfaceMtu(this.own, clock);
    this.routes = new RouteMtu(this.own, interfaces, clock);
    this.exchange =
        new EchoExchange(loop, this.own, clock, true, false, FullSizeDatagram.LARGEST_PACKET);
    this.fragmenting =
        new EchoExchange(loop, this.own, clock, false, false, FullSizeDatagram.LARGEST_PACKET);
  }

  @Override
  public ProbeKind kind() {
    return ProbeKind.MTU;
  }

  @Override
  public Optional<String> unsupported(IpFamily family) {
    if (!dontFragment) {
      return Optional.of("this system cannot forbid fragments");
    }
    return own.missing(family)
        .or(() ->
            configured.isPresent() || interfaces.of(family).isPresent()
                ? Optional.empty()
                : Optional.of(
                    "no interface has the address "
                        + own.anyPort(family).getAddress().getHostAddress()));
  }

  @Override
  public void probe(ProbeTarget target, long deadlineNanos, Consumer<Outcome> sink) {
    if (configured.isPresent()) {
      probe(target, configured, deadlineNanos, sink);
    } else {
      routes.to(target.address(), promised -> probe(target, promised, deadlineNanos, sink));
    }
  }

  private void probe(
      ProbeTarget target, OptionalInt promised, long deadlineNanos, Consumer<Outcome> sink) {
    if (promised.isEmpty() || !dontFragment || own.of(target.family()).isEmpty()) {
      sink.accept(new Outcome.Failure(FailureReason.LOCAL));
      return;
    }
    int smallest = FullSizeDatagram.smallestPacket(target.family());
    int route = Math.clamp(promised.getAsInt(), smallest, FullSizeDatagram.LARGEST_PACKET);
    loop.execute(() -> begin(target, route, deadlineNanos, sink));
  }

  @Override
  public OptionalInt size(ProbeTarget target, OptionalInt wanted) {
    OptionalInt size =
        wanted.isPresent()
            ? wanted
            : configured.isPresent() ? configured : routes.to(target.address());
    return size.isEmpty()
        ? size
        : OptionalInt.of(
            Math.clamp(
                size.getAsInt(),
                FullSizeDatagram.smallestPacket(target.family()),
                FullSizeDatagram.LARGEST_PACKET));
  }

  @Override
  public void probeOnce(ProbeTarget target, int size, long deadlineNanos, Consumer<Outcome> sink) {
    if (unsupported(target.family()).isPresent()) {
      sink.accept(new Outcome.Failure(FailureReason.LOCAL));
      return;
    }
    exchange.askFromNewPort(
        target, FullSizeDatagram.bytes(target.family(), size), deadlineNanos, sink);
  }

  @Override
  public Optional<SizedProber> sized() {
    return Optional.of(this);
  }

  @Override
  public void close() {
    exchange.close();
    fragmenting.close();
    routes.close();
  }

  private void begin(ProbeTarget target, int route, long deadlineNanos, Consumer<Outcome> sink) {
    sweep();
    Path path =
        paths.computeIfAbsent(
            target, key -> new Path(new PathMtu(FullSizeDatagram.smallestPacket(key.family()))));
    path.usedNanos = clock.nanoTime();
    PathMtu.SizesToSend turn =
        path.mtu.next(route, toldNow(target.family()), () -> searches() < SEARCHES);
    Consumer<Outcome> whole =
        turn.beside().isEmpty() && path.fragments.isDue()
            ? fragmented(target, path.fragments, route, deadlineNanos, sink)
            : sink;
    new Attempt(target, path.mtu, deadlineNanos, whole).ask(turn.size(), MOST_TOLD);
    for (int size : turn.beside()) {
      ask(target, size, deadlineNanos, outcome -> beside(target, path.mtu, size, outcome));
    }
  }

  /**
   * Sends a datagram that needs two packets, and returns what gets the outcome of the whole one.
   */
  private Consumer<Outcome> fragmented(
      ProbeTarget target,
      FragmentCheck check,
      int route,
      long deadlineNanos,
      Consumer<Outcome> sink) {
    int bytes = FullSizeDatagram.bytes(target.family(), route) + FragmentCheck.MORE_BYTES;
    if (bytes > FullSizeDatagram.LARGEST_PACKET) {
      // The route may carry more than the largest probe.
      return sink;
    }
    FragmentCheck.JoinedOutcome turn = check.turn(sink);
    fragmenting.ask(target, bytes, deadlineNanos, turn::fragmented);
    return turn::whole;
  }

  private void ask(ProbeTarget target, int size, long deadlineNanos, Consumer<Outcome> sink) {
    exchange.ask(target, FullSizeDatagram.bytes(target.family(), size), deadlineNanos, sink);
  }

  private OptionalInt toldNow(IpFamily family) {
    ToldSize last = told.get(family);
    return last == null || clock.nanoTime() - last.sinceNanos > TOLD_NOW_NANOS
        ? OptionalInt.empty()
        : OptionalInt.of(last.mtu);
  }

  private void told(ProbeTarget target, PathMtu path, int mtu) {
    path.told(mtu);
    told.put(target.family(), new ToldSize(mtu, clock.nanoTime()));
  }

  private long searches() {
    return paths.values().stream().filter(path -> path.mtu.isSearching()).count();
  }

  /** The probe of one turn, which ends with one outcome. */
  private final class Attempt {
    private final ProbeTarget target;
    private final PathMtu path;
    private final long deadlineNanos;
    private final Consumer<Outcome> sink;

    Attempt(ProbeTarget target, PathMtu path, long deadlineNanos, Consumer<Outcome> sink) {
      this.target = target;
      this.path = path;
      this.deadlineNanos = deadlineNanos;
      this.sink = sink;
    }

    void ask(int size, int moreTold) {
      MtuProber.this.ask(target, size, deadlineNanos, outcome -> ended(size, moreTold, outcome));
    }

    private void ended(int size, int moreTold, Outcome outcome) {
      switch (outcome) {
        case Outcome.Reply reply -> {
          path.passed(size);
          sink.accept(reply.carrying(path.narrow()));
        }
        case Outcome.LateReply late -> {
          path.passed(size);
          sink.accept(late);
        }
        case Outcome.Unmeasured nothing -> sink.accept(nothing);
        case Outcome.Failure failure -> {
          switch (failure.reason()) {
            case TOO_BIG -> tooBig(size, moreTold, failure);
            case TIMEOUT -> lost(size, failure);
            // It says nothing about sizes.
            default -> sink.accept(failure);
          }
        }
      }
    }

    private void tooBig(int size, int moreTold, Outcome.Failure failure) {
      OptionalInt smaller = routes.remembered(target, size);
      if (smaller.isEmpty()) {
        lost(size, failure);
        // The kernel does not say which size was told, so it had to be searched.
        path.narrow().ifPresent(path::told);
      } else if (configured.isPresent() || moreTold == 0) {
        sink.accept(failure.carrying(smaller));
      } else {
        told(target, path, smaller.getAsInt());
        ask(smaller.getAsInt(), moreTold - 1);
      }
    }

    private void lost(int size, Outcome.Failure failure) {
      path.lost(size);
      sink.accept(failure.carrying(path.narrow()));
    }
  }

  private void beside(ProbeTarget target, PathMtu path, int size, Outcome outcome) {
    switch (outcome) {
      case Outcome.Reply _, Outcome.LateReply _ -> path.passed(size);
      case Outcome.Unmeasured _ -> {}
      case Outcome.Failure failure -> {
        if (failure.reason() == FailureReason.TOO_BIG) {
          if (!path.isTold()) {
            routes.remembered(target, size).ifPresent(mtu -> told(target, path, mtu));
          }
        } else if (path.isTold() && routes.remembered(target, size).isEmpty()) {
          // Some routers tell it only now and then. Once the kernel has forgotten what they told, a
          // lost packet harms others than this probe.
          path.whole();
        }
      }
    }
  }

  /** Forgets the targets that are no longer probed. */
  private void sweep() {
    long nowNanos = clock.nanoTime();
    if (nextSweepNanos - nowNanos <= 0) {
      nextSweepNanos = nowNanos + FORGET_NANOS;
      paths.values().removeIf(path -> nowNanos - path.usedNanos > FORGET_NANOS);
    }
  }

  private static boolean canSetDontFragment() {
    try (DatagramChannel channel = DatagramChannel.open()) {
      return channel.supportedOptions().contains(ExtendedSocketOptions.IP_DONTFRAGMENT);
    } catch (IOException _) {
      return false;
    }
  }
}
