// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import io.netcheck.daemon.ProcessClock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a store works, and how much it wrote. Logs each change once. Thread-safe. */
public final class StoreStatus {
  private static final Logger LOG = LoggerFactory.getLogger(StoreStatus.class);

  private final String kind;
  private final ProcessClock clock;
  private final LongAdder writes = new LongAdder();
  private final LongAdder records = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private boolean up;
  private boolean everLogged;
  private volatile boolean upNow;
  private volatile Optional<Instant> lastSuccess = Optional.empty();

  /**
   * @param kind as in {@code NETCHECK_STORE} before the colon
   */
  public StoreStatus(String kind, ProcessClock clock) {
    this.kind = kind;
    this.clock = clock;
  }

  /** The store accepted records of {@code clients} clients, in {@code size} bytes. */
  public void written(int clients, long size) {
    writes.increment();
    records.add(clients);
    bytes.add(size);
    works();
  }

  /** The store answered. */
  public synchronized void works() {
    lastSuccess = Optional.of(clock.instant());
    if (!up) {
      LOG.info("store up kind={}", kind);
    }
    up = true;
    upNow = true;
    everLogged = true;
  }

  /** The store refused a write, or did not answer. */
  public void failed(String problem) {
    failures.increment();
    down(problem);
  }

  synchronized void down(String problem) {
    if (up || !everLogged) {
      LOG.warn("store down kind={} problem=\"{}\"", kind, problem);
    }
    up = false;
    upNow = false;
    everLogged = true;
  }

  public String kind() {
    return kind;
  }

  /** Whether the last request succeeded. */
  public boolean isUp() {
    return upNow;
  }

  /** Written files or requests. */
  public long writes() {
    return writes.sum();
  }

  /** Records of clients in these writes. */
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
