// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.ProbeKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Probes whether a TCP connection to a port is accepted, and how fast. */
public final class TcpProber implements Prober {
  private final EventLoop loop;
  private final SourceAddresses own;
  private final ProcessClock clock;
  private final PendingProbes<ConnectAttempt> inFlight = new PendingProbes<>();
  private final EventLoop.DeadlineHandler deadlines = new Deadlines();
  private long sequence;
  private volatile boolean closed;

  public TcpProber(EventLoop loop, List<InetAddress> own, ProcessClock clock) {
    this.loop = loop;
    this.clock = clock;
    this.own = new SourceAddresses(own);
    loop.add(deadlines);
  }

  @Override
  public ProbeKind kind() {
    return ProbeKind.TCP;
  }

  @Override
  public Optional<String> unsupported(IpFamily family) {
    return own.missing(family);
  }

  @Override
  public void probe(ProbeTarget target, long deadlineNanos, Consumer<Outcome> sink) {
    if (own.of(target.family()).isEmpty()) {
      sink.accept(new Outcome.Failure(FailureReason.LOCAL));
      return;
    }
    long askedNanos = clock.nanoTime();
    loop.execute(() -> connect(target, askedNanos, deadlineNanos, sink));
  }

  @Override
  public void close() {
    loop.remove(deadlines);
    loop.exclusively(() -> {
      closed = true;
      inFlight.takeAll(_ -> true).forEach(attempt -> EventLoop.closeQuietly(attempt.channel));
    });
  }

  private void connect(
      ProbeTarget target, long askedNanos, long deadlineNanos, Consumer<Outcome> sink) {
    if (closed) {
      return;
    }
    if (EventLoop.isTooLate(askedNanos, deadlineNanos, clock.nanoTime())) {
      sink.accept(new Outcome.Unmeasured());
      return;
    }
    try {
      SocketChannel channel = SocketChannel.open(SourceAddresses.socketFamily(target.family()));
      try {
        connect(channel, target, deadlineNanos, sink);
      } catch (IOException e) {
        EventLoop.closeQuietly(channel);
        throw e;
      }
    } catch (IOException e) {
      sink.accept(new Outcome.Failure(SocketErrors.sent(e)));
    }
  }

  private void connect(
      SocketChannel channel, ProbeTarget target, long deadlineNanos, Consumer<Outcome> sink)
      throws IOException {
    channel.configureBlocking(false);
    // Closing sends a reset, so that no local port stays in TIME_WAIT: socket(7), SO_LINGER.
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.bind(own.anyPort(target.family()));
    int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    long sentNanos = clock.nanoTime();
    if (channel.connect(new InetSocketAddress(target.address(), target.port()))) {
      long rttNanos = clock.nanoTime() - sentNanos;
      EventLoop.closeQuietly(channel);
      sink.accept(new Outcome.Reply(rttNanos).over(port));
      return;
    }
    ConnectAttempt attempt =
        new ConnectAttempt(channel, port, ++sequence, sentNanos, deadlineNanos, sink);
    loop.register(channel, SelectionKey.OP_CONNECT, attempt);
    inFlight.add(sequence, 0, deadlineNanos, attempt);
  }

  private final class ConnectAttempt implements EventLoop.ReadyHandler {
    private final SocketChannel channel;
    private final int port;
    private final long number;
    private final long sentNanos;
    private final long deadlineNanos;
    private final Consumer<Outcome> sink;

    ConnectAttempt(
        SocketChannel channel,
        int port,
        long number,
        long sentNanos,
        long deadlineNanos,
        Consumer<Outcome> sink) {
      this.channel = channel;
      this.port = port;
      this.number = number;
      this.sentNanos = sentNanos;
      this.deadlineNanos = deadlineNanos;
      this.sink = sink;
    }

    @Override
    public void ready() {
      long nowNanos = clock.nanoTime();
      boolean paused = loop.wasPaused(sentNanos, deadlineNanos, nowNanos);
      Outcome outcome;
      try {
        if (!channel.finishConnect()) {
          return;
        }
        outcome =
            paused
                ? new Outcome.LateReply(port)
                : deadlineNanos - nowNanos < 0
                    ? new Outcome.Failure(FailureReason.TIMEOUT)
                    : new Outcome.Reply(nowNanos - sentNanos);
      } catch (IOException e) {
        // The peer may have given up a connection that it took long ago.
        outcome = paused ? new Outcome.Unmeasured() : new Outcome.Failure(SocketErrors.received(e));
      }
      if (inFlight.take(number, 0).isPresent()) {
        end(outcome);
      }
    }

    void end(Outcome outcome) {
      EventLoop.closeQuietly(channel);
      sink.accept(outcome.over(port));
    }
  }

  private final class Deadlines implements EventLoop.DeadlineHandler {
    @Override
    public long dueInNanos(long nowNanos) {
      return inFlight.dueInNanos(nowNanos);
    }

    @Override
    public void run(long nowNanos) {
      inFlight.expire(nowNanos, attempt -> attempt.end(new Outcome.Failure(FailureReason.TIMEOUT)));
    }
  }
}
