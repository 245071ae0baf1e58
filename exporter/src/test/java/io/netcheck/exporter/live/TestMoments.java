// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Moments that a test makes. */
final class TestMoments implements Moments {
  /** How often a moment was asked for, a state was written, and the last moment was dropped. */
  final AtomicInteger asked = new AtomicInteger();

  final AtomicInteger written = new AtomicInteger();
  final AtomicInteger forgotten = new AtomicInteger();
  private long id = 7;
  private long seen;
  private String change = "";

  /** The next assessment, in which {@code text} is new; nothing if it is empty. */
  synchronized void assess(String text) {
    id++;
    change = text;
  }

  /** A hundred thousand bytes are new. */
  void assessLarge() {
    assess("x".repeat(100_000));
  }

  @Override
  public String instance() {
    return "abc1";
  }

  @Override
  public synchronized LiveMoment next() {
    asked.incrementAndGet();
    boolean isNew = seen != 0 && seen < id && !change.isEmpty();
    seen = id;
    long now = id;
    return new LiveMoment(
        now,
        Instant.parse("2026-11-30T17:00:00.123456Z"),
        isNew ? Optional.of(("{\"new\":\"" + change + "\"}").getBytes(UTF_8)) : Optional.empty(),
        () -> {
          written.incrementAndGet();
          return ("{\"all\":" + now + "}").getBytes(UTF_8);
        });
  }

  @Override
  public synchronized void forget() {
    forgotten.incrementAndGet();
    seen = 0;
  }
}
