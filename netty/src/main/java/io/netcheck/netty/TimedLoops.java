// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/** Event loops that know for how long they had work. */
final class TimedLoops extends MultiThreadIoEventLoopGroup {
  /** Makes what Netty counts of a loop visible. */
  private static final class TimedLoop extends SingleThreadIoEventLoop {
    TimedLoop(IoEventLoopGroup parent, Executor executor, IoHandlerFactory handlers) {
      super(parent, executor, handlers);
    }

    long takeActiveNanos() {
      return getAndResetAccumulatedActiveTimeNanos();
    }
  }

  TimedLoops(int threads, ThreadFactory factory, IoHandlerFactory handlers) {
    super(threads, factory, handlers);
  }

  @Override
  protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... args) {
    return new TimedLoop(this, executor, handlers);
  }

  /**
   * For how long the busiest loop had work since the last call, in nanoseconds: the time in which
   * it worked, and that in which it would have worked if it had got a processor.
   */
  long takeBusiestNanos() {
    long busiest = 0;
    for (EventExecutor loop : this) {
      if (loop instanceof TimedLoop timed) {
        busiest = Math.max(busiest, timed.takeActiveNanos());
      }
    }
    return busiest;
  }
}
