// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.TraceHop;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Traces the paths to targets, by echo requests over UDP whose hop limit ends on the way. The ICMP
 * errors of the hops come from the socket's error queue, so it needs no privilege; see {@link
 * TraceRun}.
 */
public final class PathTracer implements EventLoop.DeadlineHandler, AutoCloseable {
  /** Where no agent listens, so that the target's host says so: traceroute(8). */
  public static final int CLOSED_PORT = 33_434;

  private final EventLoop loop;
  private final SourceAddresses own;
  private final ProcessClock clock;
  private final Optional<ReceivedMessage> returned =
      KernelSocket.available()
          ? Optional.of(new ReceivedMessage(Arena.ofAuto()))
          : Optional.empty();
  private final SplittableRandom cookies = new SplittableRandom(new SecureRandom().nextLong());
  private final List<TraceRun> runs = new ArrayList<>();
  private boolean closed;

  public PathTracer(EventLoop loop, List<InetAddress> own, ProcessClock clock) {
    this.loop = loop;
    this.own = new SourceAddresses(own);
    this.clock = clock;
    loop.add(this);
  }

  /** Why this host cannot trace in {@code family}; empty if it can. */
  public Optional<String> unsupported(IpFamily family) {
    return own.missing(family)
        .or(() ->
            returned.isPresent()
                ? Optional.empty()
                : Optional.of("this system does not tell who sends ICMP errors"));
  }

  /**
   * Traces the path to {@code target}, which must be in a supported family. Returns at once.
   *
   * @param sink called once within a few seconds, on the loop's thread, unless this is closed
   */
  public void trace(ProbeTarget target, Consumer<PathTrace> sink) {
    loop.execute(() -> begin(target, sink));
  }

  private void begin(ProbeTarget target, Consumer<PathTrace> sink) {
    if (closed) {
      return;
    }
    if (returned.isEmpty() || own.of(target.family()).isEmpty()) {
      sink.accept(new PathTrace(List.of(), Optional.of(FailureReason.LOCAL)));
      return;
    }
    TraceRun run =
        new TraceRun(
            target, own.address(target.family()), returned.get(), cookies.nextLong(), clock, sink);
    try {
      run.start(new EchoSocket(loop, own, target, false, _ -> ready(run)));
      keep(run);
    } catch (IOException e) {
      // This host has no route.
      sink.accept(
          new PathTrace(
              List.of(new TraceHop(0, own.address(target.family()), 0)),
              Optional.of(SocketErrors.sent(e).reason())));
    }
  }

  private void ready(TraceRun run) {
    run.ready();
    if (run.isEnded()) {
      runs.remove(run);
    }
  }

  private void keep(TraceRun run) {
    if (!run.isEnded()) {
      runs.add(run);
    }
  }

  @Override
  public long dueInNanos(long nowNanos) {
    long due = TimeUnit.HOURS.toNanos(1);
    for (TraceRun run : runs) {
      due = Math.min(due, run.dueInNanos(nowNanos));
    }
    return due;
  }

  @Override
  public void run(long nowNanos) {
    for (TraceRun run : List.copyOf(runs)) {
      if (run.dueInNanos(nowNanos) <= 0) {
        run.unanswered();
      }
    }
    runs.removeIf(TraceRun::isEnded);
  }

  @Override
  public void close() {
    loop.remove(this);
    loop.exclusively(() -> {
      closed = true;
      runs.forEach(TraceRun::close);
      runs.clear();
    });
  }
}
