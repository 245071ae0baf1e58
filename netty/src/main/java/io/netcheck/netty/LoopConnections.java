// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one event loop, whose deadlines it checks. One look at all of them, now and
 * then, costs less than a timer that each request sets anew. Used on that loop only.
 */
final class LoopConnections {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final Set<HttpConnection> open = new HashSet<>();

  LoopConnections(EventExecutor loop) {
    long nanos = LOOK_EVERY.toNanos();
    var _ = loop.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  void add(HttpConnection connection) {
    open.add(connection);
  }

  void remove(HttpConnection connection) {
    open.remove(connection);
  }

  private void look() {
    long now = System.nanoTime();
    List<HttpConnection> late = open.stream().filter(it -> it.isLate(now)).toList();
    late.forEach(HttpConnection::cutOff);
  }
}
