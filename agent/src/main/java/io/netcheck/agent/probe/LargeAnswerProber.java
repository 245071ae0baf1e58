// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.ProbeKind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The full-size probe, and beside it now and then one large answer over TCP. While large answers
 * stop on the way and full-size datagrams pass, the probe fails with the reason {@link
 * FailureReason#LARGE_ANSWER}.
 */
public final class LargeAnswerProber implements Prober {
  private static final long FORGET_NANOS = Duration.ofSeconds(60).toNanos();

  /** How often each peer is asked. */
  private static final Duration EVERY = Duration.ofSeconds(60);

  /** If answers of one peer stop, all others are asked in a part of that time. */
  private static final int TIMES_SOONER = 6;

  private static final class AskedPeer {
    final LargeAnswerCheck check;
    long usedNanos;

    AskedPeer(LargeAnswerCheck check) {
      this.check = check;
    }
  }

  private final Prober datagrams;
  private final Duration every;
  private final EventLoop loop;
  private final ProcessClock clock;
  private final LargeAnswerExchange exchange;

  /** Used on the loop's thread only. */
  private final Map<ProbeTarget, AskedPeer> peers = new HashMap<>();

  private long nextSweepNanos;
  private final Map<LargeAnswerExchange.AnswerResult, AtomicLong> results =
      new EnumMap<>(LargeAnswerExchange.AnswerResult.class);

  /**
   * How many answers came to what.
   *
   * @param untold those that say nothing about the size
   */
  public record AnswerTotals(long arrived, long stopped, long untold) {}

  /**
   * @param datagrams the full-size probe itself; closed with this one
   */
  public LargeAnswerProber(
      Prober datagrams, EventLoop loop, List<InetAddress> own, ProcessClock clock) {
    this(datagrams, EVERY, loop, own, clock);
  }

  LargeAnswerProber(
      Prober datagrams, Duration every, EventLoop loop, List<InetAddress> own, ProcessClock clock) {
    this.datagrams = datagrams;
    this.every = every;
    this.loop = loop;
    this.clock = clock;
    this.exchange = new LargeAnswerExchange(loop, new SourceAddresses(own), clock);
    this.nextSweepNanos = clock.nanoTime() + FORGET_NANOS;
    for (LargeAnswerExchange.AnswerResult result : LargeAnswerExchange.AnswerResult.values()) {
      results.put(result, new AtomicLong());
    }
  }

  @Override
  public ProbeKind kind() {
    return datagrams.kind();
  }

  @Override
  public Optional<String> unsupported(IpFamily family) {
    return datagrams.unsupported(family);
  }

  /** The results since the start. */
  public AnswerTotals totals() {
    return new AnswerTotals(
        count(LargeAnswerExchange.AnswerResult.ARRIVED),
        count(LargeAnswerExchange.AnswerResult.STOPPED),
        count(LargeAnswerExchange.AnswerResult.ABSENT)
            + count(LargeAnswerExchange.AnswerResult.UNTOLD));
  }

  private long count(LargeAnswerExchange.AnswerResult result) {
    AtomicLong found = results.get(result);
    return found == null ? 0 : found.get();
  }

  @Override
  public void probe(ProbeTarget target, long deadlineNanos, Consumer<Outcome> sink) {
    if (target.agent().isEmpty()) {
      datagrams.probe(target, deadlineNanos, sink);
      return;
    }
    datagrams.probe(
        target,
        deadlineNanos,
        outcome -> loop.executeAtOnce(() -> sink.accept(joined(target, outcome))));
  }

  /** The outcome of a datagram together with what is known of large answers. */
  private Outcome joined(ProbeTarget target, Outcome outcome) {
    long nowNanos = clock.nanoTime();
    sweep(nowNanos);
    AskedPeer peer = peers.computeIfAbsent(target, _ -> new AskedPeer(check(nowNanos)));
    peer.usedNanos = nowNanos;
    if (!(outcome instanceof Outcome.Reply reply)) {
      // Large answers fail for the same reason, or nothing is known of them.
      return outcome;
    }
    if (peer.check.begin(nowNanos)) {
      exchange.ask(target, result -> ended(peer.check, result));
    }
    return peer.check.isFailing()
        ? new Outcome.Failure(FailureReason.LARGE_ANSWER, Optional.empty(), reply.pathWorks())
            .carrying(reply.pathMtu())
            .over(reply.flow())
        : reply;
  }

  /** At random, so that an agent that starts does not ask all of its peers at once. */
  private LargeAnswerCheck check(long nowNanos) {
    return new LargeAnswerCheck(
        every, nowNanos + ThreadLocalRandom.current().nextLong(every.toNanos()));
  }

  private void ended(LargeAnswerCheck check, LargeAnswerExchange.AnswerResult result) {
    AtomicLong count = results.get(result);
    if (count != null) {
      count.incrementAndGet();
    }
    long nowNanos = clock.nanoTime();
    if (check.end(result, nowNanos)) {
      long within = every.toNanos() / TIMES_SOONER;
      peers
          .values()
          .forEach(
              peer -> peer.check.hurry(nowNanos + ThreadLocalRandom.current().nextLong(within)));
    }
  }

  /** Forgets the targets that are no longer probed. */
  private void sweep(long nowNanos) {
    if (nextSweepNanos - nowNanos <= 0) {
      nextSweepNanos = nowNanos + FORGET_NANOS;
      peers.values().removeIf(peer -> nowNanos - peer.usedNanos > FORGET_NANOS);
    }
  }

  @Override
  public Optional<SizedProber> sized() {
    return datagrams.sized();
  }

  @Override
  public void close() {
    datagrams.close();
    exchange.close();
  }
}
