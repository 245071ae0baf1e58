// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Asks an agent for a {@link LargeAnswer} and tells whether it arrives. On the same connection it
 * first asks who answers: if that small answer arrives and the large one stops, its size is the
 * reason. It has deadlines of its own, because a large answer needs several round trips. Call it on
 * the loop's thread.
 */
final class LargeAnswerExchange implements AutoCloseable {
  /**
   * An answer stopped if nothing more arrives for this time. By then the sender has repeated a lost
   * segment three times: RFC 6298 §5, from 200 ms on.
   */
  private static final long STOPPED_NANOS = Duration.ofSeconds(2).toNanos();

  /** What goes on for longer is slow, which is another fault. */
  private static final long SLOW_NANOS = Duration.ofSeconds(6).toNanos();

  /** What became of an answer. */
  enum AnswerResult {
    ARRIVED,
    /** It began, or should have begun, and nothing more arrives. */
    STOPPED,
    /** The agent does not have the page. */
    ABSENT,
    /** Something else happened, which says nothing about the size. */
    UNTOLD
  }

  private final EventLoop loop;
  private final SourceAddresses own;
  private final ProcessClock clock;
  private final PendingProbes<AnswerWait> open = new PendingProbes<>();
  private final EventLoop.DeadlineHandler deadlines = new AnswerDeadlines();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(16 * 1024);
  private long sequence;
  private boolean closed;

  LargeAnswerExchange(EventLoop loop, SourceAddresses own, ProcessClock clock) {
    this.loop = loop;
    this.own = own;
    this.clock = clock;
    loop.add(deadlines);
  }

  /** Asks {@code target}, which must be an agent, and passes one result to {@code sink}. */
  void ask(ProbeTarget target, Consumer<AnswerResult> sink) {
    if (closed) {
      return;
    }
    try {
      SocketChannel channel = SocketChannel.open(SourceAddresses.socketFamily(target.family()));
      try {
        connect(channel, target, sink);
      } catch (IOException e) {
        EventLoop.closeQuietly(channel);
        throw e;
      }
    } catch (IOException _) {
      sink.accept(AnswerResult.UNTOLD);
    }
  }

  private void connect(SocketChannel channel, ProbeTarget target, Consumer<AnswerResult> sink)
      throws IOException {
    channel.configureBlocking(false);
    // Closing sends a reset, so that the other side does not repeat what was lost for minutes.
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.bind(own.anyPort(target.family()));
    AnswerWait attempt = new AnswerWait(channel, target.agent().orElseThrow(), ++sequence, sink);
    boolean connected = channel.connect(new InetSocketAddress(target.address(), target.port()));
    attempt.await(clock.nanoTime());
    if (connected) {
      attempt.greet();
    } else {
      loop.register(channel, SelectionKey.OP_CONNECT, attempt);
    }
  }

  @Override
  public void close() {
    loop.remove(deadlines);
    loop.exclusively(() -> {
      closed = true;
      open.takeAll(_ -> true).forEach(attempt -> EventLoop.closeQuietly(attempt.channel));
    });
  }

  private final class AnswerWait implements EventLoop.ReadyHandler {
    private enum AnswerPhase {
      CONNECTING,
      GREETING,
      READING
    }

    private final SocketChannel channel;
    private final TcpHello hello;
    private final long number;
    private final long begunNanos;
    private final Consumer<AnswerResult> sink;
    private final ByteBuffer head = LargeAnswer.head();
    private AnswerPhase phase = AnswerPhase.CONNECTING;
    private long progressNanos;
    private long deadlineNanos;
    private int bytes;

    AnswerWait(
        SocketChannel channel, AgentIdentity agent, long number, Consumer<AnswerResult> sink) {
      this.channel = channel;
      this.hello = new TcpHello(agent);
      this.number = number;
      this.sink = sink;
      this.begunNanos = clock.nanoTime();
    }

    /** Waits for more, from {@code progressed} on. */
    void await(long progressed) {
      progressNanos = progressed;
      deadlineNanos = progressed + STOPPED_NANOS;
      open.add(number, 0, deadlineNanos, this);
    }

    @Override
    public void ready() {
      try {
        switch (phase) {
          case CONNECTING -> {
            if (channel.finishConnect()) {
              greet();
            }
          }
          case GREETING -> greeted(channel.read(hello.answer()) < 0);
          case READING -> read();
        }
      } catch (IOException e) {
        end(SocketErrors.received(e) == FailureReason.TIMEOUT ? silence() : AnswerResult.UNTOLD);
      }
    }

    void greet() throws IOException {
      phase = AnswerPhase.GREETING;
      progressNanos = clock.nanoTime();
      channel.write(TcpHello.firstRequest());
      loop.register(channel, SelectionKey.OP_READ, this);
    }

    private void greeted(boolean ended) throws IOException {
      switch (hello.verdict(ended)) {
        case RIGHT -> {
          if (ended) {
            end(AnswerResult.UNTOLD);
            return;
          }
          phase = AnswerPhase.READING;
          progressNanos = clock.nanoTime();
          channel.write(LargeAnswer.request());
        }
        case UNTOLD, WRONG -> end(AnswerResult.UNTOLD);
        case OPEN -> {}
      }
    }

    private void read() throws IOException {
      while (true) {
        int length = channel.read(scratch.clear());
        if (length == 0) {
          return;
        }
        if (length < 0) {
          end(AnswerResult.UNTOLD);
          return;
        }
        progressNanos = clock.nanoTime();
        bytes += length;
        scratch.flip();
        while (head.hasRemaining() && scratch.hasRemaining()) {
          head.put(scratch.get());
        }
        switch (LargeAnswer.status(head)) {
          case OK -> {
            if (bytes >= LargeAnswer.BYTES) {
              end(AnswerResult.ARRIVED);
              return;
            }
          }
          case NOT_FOUND -> {
            end(AnswerResult.ABSENT);
            return;
          }
          case OTHER -> {
            end(AnswerResult.UNTOLD);
            return;
          }
          case OPEN -> {}
        }
      }
    }

    /** What silence means: only if a small answer came, it is the size. */
    private AnswerResult silence() {
      return phase == AnswerPhase.READING ? AnswerResult.STOPPED : AnswerResult.UNTOLD;
    }

    /** The deadline has passed, and the attempt is no longer open. */
    void expired(long nowNanos) {
      if (loop.wasPaused(begunNanos, deadlineNanos, nowNanos)) {
        finish(AnswerResult.UNTOLD);
      } else if (nowNanos - begunNanos > SLOW_NANOS) {
        finish(AnswerResult.UNTOLD);
      } else if (deadlineNanos - progressNanos < STOPPED_NANOS) {
        await(progressNanos);
      } else {
        finish(silence());
      }
    }

    private void end(AnswerResult result) {
      if (open.take(number, 0).isPresent()) {
        finish(result);
      }
    }

    private void finish(AnswerResult result) {
      EventLoop.closeQuietly(channel);
      sink.accept(result);
    }
  }

  private final class AnswerDeadlines implements EventLoop.DeadlineHandler {
    @Override
    public long dueInNanos(long nowNanos) {
      return open.dueInNanos(nowNanos);
    }

    @Override
    public void run(long nowNanos) {
      open.expire(nowNanos, attempt -> attempt.expired(nowNanos));
    }
  }
}
