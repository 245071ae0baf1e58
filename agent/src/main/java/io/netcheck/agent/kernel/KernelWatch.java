// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.kernel;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.KernelHint;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the kernel of this host says now, and which of it is notable. It is read when it is asked
 * for, every ten seconds at most, so it needs no thread. Thread-safe.
 */
public final class KernelWatch {
  private static final long PACE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long MEMORY_NANOS = TimeUnit.MINUTES.toNanos(KernelHint.MINUTES);

  /** Readings that are remembered are at least so far apart. */
  private static final long STEP_NANOS = MEMORY_NANOS / 10;

  private static final long DEVICES_NANOS = TimeUnit.SECONDS.toNanos(60);

  private record TimedReading(long nanos, KernelReading reading) {}

  private final Optional<KernelFiles> files;
  private final List<InetAddress> own;
  private final ProcessClock clock;

  /** The oldest first. */
  private final Deque<TimedReading> earlier = new ArrayDeque<>();

  private Optional<TimedReading> last = Optional.empty();
  private List<KernelHint> hints = List.of();
  private List<String> devices = List.of();
  private long devicesNanos;

  /**
   * @param root the folder that contains {@code proc} and {@code sys}; if empty, nothing is read
   * @param own the addresses of this agent
   */
  public KernelWatch(Optional<Path> root, List<InetAddress> own, ProcessClock clock) {
    this.files = root.map(KernelFiles::new);
    this.own = List.copyOf(own);
    this.clock = clock;
    this.devicesNanos = clock.nanoTime() - DEVICES_NANOS;
  }

  /** What is notable. */
  public synchronized List<KernelHint> hints() {
    read();
    return hints;
  }

  synchronized KernelReading reading() {
    read();
    return last.map(TimedReading::reading).orElse(KernelReading.NOTHING);
  }

  private void read() {
    long nowNanos = clock.nanoTime();
    if (files.isEmpty() || (last.isPresent() && nowNanos - last.get().nanos < PACE_NANOS)) {
      return;
    }
    if (nowNanos - devicesNanos >= DEVICES_NANOS) {
      devices = HostDevices.of(files.get(), own);
      devicesNanos = nowNanos;
    }
    TimedReading now = new TimedReading(nowNanos, KernelReader.read(files.get(), devices));
    last = Optional.of(now);
    while (earlier.size() > 1 && nowNanos - earlier.getFirst().nanos > MEMORY_NANOS) {
      earlier.removeFirst();
    }
    hints =
        NotableHints.of(now.reading, earlier.isEmpty() ? now.reading : earlier.getFirst().reading);
    if (earlier.isEmpty() || nowNanos - earlier.getLast().nanos >= STEP_NANOS) {
      earlier.addLast(now);
    }
  }
}
