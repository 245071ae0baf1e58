// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.check;

import io.netcheck.agent.peer.AllowedPeers;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.CheckLine;
import io.netcheck.protocol.CheckOrder;
import io.netcheck.protocol.CheckRefusal;
import io.netcheck.protocol.CheckResult;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Peer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the checks that the exporter orders: one at a time, on a thread of its own, within {@link
 * CheckLimits}. Each order leads to one result, done or refused, for the exporter that ordered it.
 */
public final class CheckRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckRunner.class);

  private final ClientId self;
  private final AllowedPeers allowed;
  private final CheckTasks tasks;
  private final OrderLimits limits;
  private final Deque<Queued> queue = new ArrayDeque<>();
  private final LongAdder done = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** Null while there is nothing to do, because orders are rare. */
  private @Nullable Thread thread;

  private boolean closed;

  /**
   * @param self the identity of this agent
   * @param enabled whether this agent does checks at all
   */
  public CheckRunner(
      ClientId self, boolean enabled, AllowedPeers allowed, CheckTasks tasks, ProcessClock clock) {
    this.self = self;
    this.allowed = allowed;
    this.tasks = tasks;
    this.limits = new OrderLimits(enabled, clock);
  }

  private record Queued(CheckOrder order, CheckOutbox outbox) {}

  /**
   * Takes orders. Does not block.
   *
   * @param outbox gets the results
   */
  public synchronized void take(List<CheckOrder> orders, CheckOutbox outbox) {
    for (CheckOrder order : orders) {
      if (limits.isNew(order)) {
        limits
            .refusal(queue.size())
            .ifPresentOrElse(
                why -> end(CheckResult.refused(order, why), outbox),
                () -> queue.add(new Queued(order, outbox)));
      }
    }
    boolean running = thread != null && thread.isAlive();
    if (!queue.isEmpty() && !running && !closed) {
      thread = Thread.ofPlatform().name("checks").daemon().start(this::run);
    }
  }

  /** How many checks were done. */
  public long done() {
    return done.sum();
  }

  /** How many checks were refused, or failed. */
  public long refused() {
    return refused.sum();
  }

  @Override
  public synchronized void close() {
    closed = true;
    queue.clear();
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private void run() {
    try {
      for (Optional<Queued> next = next(); next.isPresent(); next = next()) {
        end(result(next.get().order()), next.get().outbox());
      }
    } catch (InterruptedException _) {
      // Only close() interrupts this thread.
    }
  }

  private synchronized Optional<Queued> next() {
    Optional<Queued> next = Optional.ofNullable(queue.poll());
    if (next.isEmpty()) {
      thread = null;
    }
    return next;
  }

  private void end(CheckResult result, CheckOutbox outbox) {
    result
        .refused()
        .ifPresentOrElse(
            why -> {
              refused.increment();
              LOG.warn("check refused id={} because={}", result.order(), why);
            },
            done::increment);
    outbox.add(result);
  }

  private CheckResult result(CheckOrder order) throws InterruptedException {
    Optional<Peer> target =
        order.target().id().kind() == self.kind() ? allowed.of(order.target()) : Optional.empty();
    if (target.isEmpty()) {
      return CheckResult.refused(order, CheckRefusal.NOT_ALLOWED);
    }
    try {
      List<CheckTask> all = tasks.of(target.get(), order.question());
      int packets = all.stream().mapToInt(CheckTask::attempts).sum();
      if (all.isEmpty()) {
        return CheckResult.refused(order, CheckRefusal.NO_LINK);
      }
      if (all.size() > CheckLine.MOST || packets > CheckLimits.PACKETS) {
        return CheckResult.refused(order, CheckRefusal.TOO_LARGE);
      }
      LOG.info("check begins id={} target={} packets={}", order.id(), target.get().id(), packets);
      return send(all, packets)
          ? CheckResult.of(order, all.stream().map(task -> task.line().get()).toList())
          : CheckResult.refused(order, CheckRefusal.FAILED);
    } catch (RuntimeException e) {
      // A bug. The user must not wait for it.
      LOG.error("check failed id={}", order.id(), e);
      return CheckResult.refused(order, CheckRefusal.FAILED);
    }
  }

  /** Makes all attempts, and returns whether all of them ended. */
  private static boolean send(List<CheckTask> tasks, int attempts) throws InterruptedException {
    CountDownLatch open = new CountDownLatch(attempts);
    int rounds = tasks.stream().mapToInt(CheckTask::attempts).max().orElse(0);
    for (int round = 0; round < rounds; round++) {
      long pause = round == 0 ? 0 : CheckLimits.ATTEMPT_PAUSE.toMillis();
      for (CheckTask task : tasks) {
        if (round < task.attempts()) {
          Thread.sleep(pause);
          task.attempt().send(open::countDown);
          pause = CheckLimits.PACKET_PAUSE.toMillis();
        }
      }
    }
    return open.await(CheckLimits.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
