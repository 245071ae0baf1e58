// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import io.netcheck.daemon.ProcessClock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a store works, and what it did; logs each change once. Thread-safe. */
public final class StoreStatus {
  private static final Logger LOG = LoggerFactory.getLogger(StoreStatus.class);

  private final String kind;
  private final ProcessClock clock;
  private final LongAdder writes = new LongAdder();
  private final LongAdder records = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private boolean up;
  private boolean everSaid;
  private volatile boolean upNow;
  private volatile Optional<Instant> lastSuccess = Optional.empty();

  /**
   * @param kind {@code file} or {@code etcd}
   */
  public StoreStatus(String kind, ProcessClock clock) {
    this.kind = kind;
    this.clock = clock;
  }

  /** It holds now what it was given: so many clients, in so many bytes. */
  public void written(int clients, long size) {
    writes.increment();
    records.add(clients);
    bytes.add(size);
    works();
  }

  /** It answered. */
  public synchronized void works() {
    lastSuccess = Optional.of(clock.instant());
    if (!up) {
      LOG.info("store=up kind={}", kind);
    }
    up = true;
    upNow = true;
    everSaid = true;
  }

  /** It did not take what it was given, or did not answer. */
  public void failed(String problem) {
    failures.increment();
    down(problem);
  }

  synchronized void down(String problem) {
    if (up || !everSaid) {
      LOG.warn("store=down kind={} problem=\"{}\"", kind, problem);
    }
    up = false;
    upNow = false;
    everSaid = true;
  }

  public String kind() {
    return kind;
  }

  /** Whether the last that was asked of it succeeded. */
  public boolean isUp() {
    return upNow;
  }

  /** Files or requests that were written. */
  public long writes() {
    return writes.sum();
  }

  /** Records of clients in these. */
  public long records() {
    return records.sum();
  }

  public long bytes() {
    return bytes.sum();
  }

  public long failures() {
    return failures.sum();
  }

  public Optional<Instant> lastSuccess() {
    return lastSuccess;
  }
}
