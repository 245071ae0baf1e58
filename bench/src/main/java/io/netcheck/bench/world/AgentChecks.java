// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.ServiceResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** The checks of services and names of one agent: each once in an interval. */
final class AgentChecks {
  private static final long INTERVAL_NANOS = 5_000_000_000L;
  private static final int TRIES = 3;
  private static final int MICROS = 900;

  /** One service, or one name. */
  private static final class Check {
    final ServicePlane.Target target;
    private LinkState state = LinkState.UNKNOWN;
    private int failuresInARow;
    private int checks;
    private int failed;
    private int offeredChecks;
    private int offeredFailed;
    private int lastMicros;
    private Optional<FailureReason> reason = Optional.empty();

    Check(ServicePlane.Target target) {
      this.target = target;
    }

    void record(Optional<FailureReason> failure) {
      checks++;
      if (failure.isEmpty()) {
        failuresInARow = 0;
        lastMicros = MICROS;
        state = LinkState.UP;
        return;
      }
      failed++;
      reason = failure;
      if (++failuresInARow >= TRIES) {
        state = LinkState.DOWN;
      }
    }

    void accept() {
      checks -= offeredChecks;
      failed -= offeredFailed;
      offeredChecks = 0;
      offeredFailed = 0;
      reason = Optional.empty();
    }

    void offer() {
      offeredChecks = checks;
      offeredFailed = failed;
    }

    ServiceResult service() {
      return new ServiceResult(
          target.label(), "tcp", state, checks, failed, lastMicros, failed == 0 ? none() : reason);
    }

    DnsResult lookup() {
      return new DnsResult(
          ServicePlane.RESOLVER,
          target.label(),
          state,
          checks,
          failed,
          lastMicros,
          failed == 0 ? none() : reason);
    }

    private static Optional<FailureReason> none() {
      return Optional.empty();
    }
  }

  private record Open(Check check, FailureReason reason, long due) {}

  private final int node;
  private final ServicePlane services;
  private final List<Check> checks = new ArrayList<>();
  private final ArrayDeque<Open> open = new ArrayDeque<>();
  private final long[] next;

  AgentChecks(int node, ServicePlane services, SplittableRandom random, long now) {
    this.node = node;
    this.services = services;
    services.targets().forEach(target -> checks.add(new Check(target)));
    this.next = new long[checks.size()];
    for (int i = 0; i < next.length; i++) {
      next[i] = now + random.nextLong(INTERVAL_NANOS);
    }
  }

  /**
   * Does what is due.
   *
   * @param passes whether an exchange with the world outside succeeds now
   */
  void advance(long now, Predicate<ServicePlane.Target> passes) {
    for (Open late = open.peek(); late != null && late.due() <= now; late = open.peek()) {
      open.remove();
      late.check().record(Optional.of(late.reason()));
    }
    for (int i = 0; i < next.length; i++) {
      if (now >= next[i]) {
        next[i] += INTERVAL_NANOS;
        Check check = checks.get(i);
        Optional<FailureReason> failure =
            passes.test(check.target)
                ? services.failure(node, check.target)
                : Optional.of(FailureReason.TIMEOUT);
        if (failure.filter(reason -> reason != FailureReason.REFUSED).isPresent()) {
          open.add(new Open(check, failure.get(), now + ServicePlane.TIMEOUT_NANOS));
        } else {
          check.record(failure);
        }
      }
    }
  }

  List<ServiceResult> services() {
    return checks.stream()
        .filter(check -> !check.target.isLookup())
        .map(check -> {
          ServiceResult result = check.service();
          check.offer();
          return result;
        })
        .toList();
  }

  List<DnsResult> lookups() {
    return checks.stream()
        .filter(check -> check.target.isLookup())
        .map(check -> {
          DnsResult result = check.lookup();
          check.offer();
          return result;
        })
        .toList();
  }

  void accept() {
    checks.forEach(Check::accept);
  }
}
