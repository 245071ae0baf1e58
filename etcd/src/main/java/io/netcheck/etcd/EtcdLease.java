// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.daemon.ProcessClock;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The lease of everything that one exporter writes. It lasts longer than a client is remembered, so
 * that etcd removes obsolete keys itself, and an exporter that is away for a while loses nothing.
 * For one thread.
 */
final class EtcdLease {
  private static final Duration SLACK = Duration.ofMinutes(1);
  private static final Duration RENEWAL = Duration.ofSeconds(20);

  /** The name of this exporter, by which it recognizes its own keys. */
  private final String owner = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());

  private final Duration ttl;
  private final ProcessClock clock;
  private long id;
  private long renewedNanos;

  EtcdLease(Duration memory, ProcessClock clock) {
    this.ttl = memory.plus(SLACK);
    this.clock = clock;
  }

  String owner() {
    return owner;
  }

  Duration ttl() {
    return ttl;
  }

  /** The lease; requests or renews it if necessary. */
  long id(EtcdConnection connection) throws IOException {
    if (id == 0) {
      id = connection.grant(ttl);
      renewedNanos = clock.nanoTime();
    } else if (clock.since(renewedNanos).compareTo(RENEWAL) > 0) {
      connection.keepAlive(id);
      renewedNanos = clock.nanoTime();
    }
    return id;
  }

  /** The lease expired, so that the next call of {@link #id} requests a new one. */
  void lost() {
    id = 0;
  }
}
