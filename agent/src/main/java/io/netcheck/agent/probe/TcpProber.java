// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.ProbeKind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Probes whether a TCP connection to a port is accepted, and how fast. If the target says so, it
 * also asks who accepted it.
 */
public final class TcpProber implements Prober {
  private final EventLoop loop;
  private final SourceAddresses own;
  private final ProcessClock clock;
  private final Optional<ReceivedMessage> returned =
      KernelSocket.available()
          ? Optional.of(new ReceivedMessage(Arena.ofAuto()))
          : Optional.empty();
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
      sink.accept(failure(target, SocketErrors.sent(e)));
    }
  }

  private void connect(
      SocketChannel channel, ProbeTarget target, long deadlineNanos, Consumer<Outcome> sink)
      throws IOException {
    channel.configureBlocking(false);
    // Closing sends a reset, so that no local port stays in TIME_WAIT: socket(7), SO_LINGER.
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    Optional<KernelSocket> kernel = KernelSocket.of(channel, target.family());
    kernel.ifPresent(socket -> socket.set(KernelSocket.Option.QUEUE_ERRORS, 1));
    channel.bind(own.anyPort(target.family()));
    int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    ConnectAttempt attempt =
        new ConnectAttempt(
            channel, port, kernel, target, ++sequence, clock.nanoTime(), deadlineNanos, sink);
    boolean connected = channel.connect(new InetSocketAddress(target.address(), target.port()));
    inFlight.add(sequence, 0, deadlineNanos, attempt);
    if (connected) {
      attempt.connected();
    } else {
      loop.register(channel, SelectionKey.OP_CONNECT, attempt);
    }
  }

  /** Where no agent can be asked, the host's word is the only one, and it must do. */
  private static Outcome failure(ProbeTarget target, Outcome.Failure failure) {
    boolean spoke =
        failure.reason() == FailureReason.REFUSED || failure.reason() == FailureReason.RESET;
    return spoke && target.agent().isEmpty()
        ? new Outcome.Failure(failure.reason(), failure.sender(), true)
        : failure;
  }

  private final class ConnectAttempt implements EventLoop.ReadyHandler {
    private final SocketChannel channel;
    private final int port;
    private final Optional<KernelSocket> kernel;
    private final ProbeTarget target;
    private final long number;
    private final long sentNanos;
    private final long deadlineNanos;
    private final Consumer<Outcome> sink;

    /** Present from the time when the connection was accepted and the question was sent. */
    private Optional<TcpHello> hello = Optional.empty();

    private long rttNanos;

    ConnectAttempt(
        SocketChannel channel,
        int port,
        Optional<KernelSocket> kernel,
        ProbeTarget target,
        long number,
        long sentNanos,
        long deadlineNanos,
        Consumer<Outcome> sink) {
      this.channel = channel;
      this.port = port;
      this.kernel = kernel;
      this.target = target;
      this.number = number;
      this.sentNanos = sentNanos;
      this.deadlineNanos = deadlineNanos;
      this.sink = sink;
    }

    @Override
    public void ready() {
      if (hello.isPresent()) {
        read(hello.get());
        return;
      }
      Optional<Outcome> failure = returned();
      if (failure.isPresent()) {
        end(wasPaused() ? new Outcome.Unmeasured() : failure.get());
        return;
      }
      try {
        if (channel.finishConnect()) {
          connected();
        }
      } catch (IOException e) {
        // After a pause, the peer may have given up a connection that it took long ago.
        end(
            wasPaused()
                ? new Outcome.Unmeasured()
                : failure(target, new Outcome.Failure(SocketErrors.received(e))));
      }
    }

    private boolean wasPaused() {
      return loop.wasPaused(sentNanos, deadlineNanos, clock.nanoTime());
    }

    /** Why the connection failed, if an ICMP message says it: tcp(7), IP_RECVERR. */
    private Optional<Outcome> returned() {
      if (kernel.isEmpty() || returned.isEmpty() || !kernel.get().receiveError(returned.get())) {
        return Optional.empty();
      }
      return returned
          .get()
          .error()
          .map(error -> error.failure(own.address(target.family()), target.address(), false));
    }

    void connected() {
      long nowNanos = clock.nanoTime();
      rttNanos = Math.max(1, nowNanos - sentNanos);
      if (wasPaused()) {
        end(new Outcome.LateReply(target.agent().isEmpty()));
      } else if (deadlineNanos - nowNanos < 0) {
        end(new Outcome.Failure(FailureReason.TIMEOUT));
      } else if (target.agent().isPresent() && target.hello()) {
        ask(new TcpHello(target.agent().get()));
      } else {
        end(reply(target.agent().isEmpty()));
      }
    }

    private void ask(TcpHello question) {
      try {
        // A new connection has room for it.
        channel.write(TcpHello.request());
        loop.register(channel, SelectionKey.OP_READ, this);
        hello = Optional.of(question);
      } catch (IOException e) {
        broken(question, e);
      }
    }

    private void read(TcpHello question) {
      try {
        judge(question.verdict(channel.read(question.answer()) < 0));
      } catch (IOException e) {
        broken(question, e);
      }
    }

    /** A reset ends the answer. Any other error is one of the path. */
    private void broken(TcpHello question, IOException e) {
      FailureReason reason = SocketErrors.received(e);
      if (reason == FailureReason.RESET) {
        judge(question.verdict(true));
      } else {
        end(new Outcome.Failure(reason));
      }
    }

    private void judge(TcpHello.Verdict verdict) {
      switch (verdict) {
        case RIGHT -> end(reply(true));
        case UNTOLD -> end(reply(false));
        case WRONG -> end(new Outcome.Failure(FailureReason.WRONG_PEER));
        case OPEN -> {}
      }
    }

    private Outcome reply(boolean pathWorks) {
      return new Outcome.Reply(rttNanos, OptionalLong.empty(), pathWorks);
    }

    void expired() {
      // The kernel of a host accepts connections for a process that is stopped or slow, so silence
      // is no wrong answer.
      EventLoop.closeQuietly(channel);
      Outcome outcome =
          hello.isPresent() ? reply(false) : new Outcome.Failure(FailureReason.TIMEOUT);
      sink.accept(outcome.over(port));
    }

    private void end(Outcome outcome) {
      if (inFlight.take(number, 0).isPresent()) {
        EventLoop.closeQuietly(channel);
        sink.accept(outcome.over(port));
      }
    }
  }

  private final class Deadlines implements EventLoop.DeadlineHandler {
    @Override
    public long dueInNanos(long nowNanos) {
      return inFlight.dueInNanos(nowNanos);
    }

    @Override
    public void run(long nowNanos) {
      inFlight.expire(nowNanos, ConnectAttempt::expired);
    }
  }
}
