// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.agent.link.FlowTable;
import io.netcheck.protocol.FailingPorts;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The source ports of the datagrams of one link, as an agent uses them: they take turns between a
 * few, of which one is replaced now and then. A replaced port that was never answered lately is
 * asked again at times.
 */
final class DatagramFlows {
  private static final int PORTS = 4;
  private static final int PORT_LIFE = 16;
  private static final int SUSPICIOUS = 3;
  private static final int GIVEN_UP = 20;
  private static final int NO_PORT = -1;

  /** What fell silent so long ago is of no interest any more. */
  private static final long FORGOTTEN = TimeUnit.SECONDS.toNanos(120);

  private final FlowTable table = new FlowTable();

  /** Failures in a row by slot, and those of the suspect. */
  private final int[] failed = new int[PORTS];

  private int suspect = NO_PORT;
  private int suspectFailed;
  private int slot;
  private boolean asksSuspect;
  private int port;
  private long failedNanos;

  /** The port of a request without any failure before it. */
  static int port(int count) {
    return port(count % PORTS, count / PORT_LIFE);
  }

  /** The first port is kept, and the others are replaced one after the other. */
  private static int port(int slot, int replacements) {
    int last = replacements - Math.floorMod(replacements + 1 - slot, PORTS - 1);
    return slot == 0 || last < 1 ? slot : last * PORTS + slot;
  }

  /** No port that was in use when so many requests had been made is above this one. */
  static int newest(int count) {
    return count / PORT_LIFE * PORTS + PORTS - 1;
  }

  /** Begins a request, and returns its port. */
  int next(int count) {
    slot = count % PORTS;
    boolean replacing = count % PORT_LIFE == 0;
    if (replacing && count > 0) {
      replace(count / PORT_LIFE);
    }
    asksSuspect = replacing && suspect != NO_PORT;
    port = asksSuspect ? suspect : port(count);
    return port;
  }

  private void replace(int replacements) {
    if (suspectFailed == 0 || suspectFailed >= GIVEN_UP) {
      suspect = NO_PORT;
    }
    int replaced = 1 + replacements % (PORTS - 1);
    if (suspect == NO_PORT && failed[replaced] >= SUSPICIOUS) {
      suspect = port(replaced, replacements - 1);
      suspectFailed = failed[replaced];
    }
    failed[replaced] = 0;
  }

  /** Adds what became of the last request. */
  void add(boolean answered, long now) {
    if (asksSuspect) {
      suspectFailed = answered ? 0 : suspectFailed + 1;
    } else {
      failed[slot] = answered ? 0 : failed[slot] + 1;
    }
    if (!answered) {
      failedNanos = now;
    }
    table.use(port, answered, now);
  }

  boolean isOver(long now) {
    return now - failedNanos > FORGOTTEN;
  }

  Optional<FailingPorts> failing(int row, long now) {
    return table.failing(row, now);
  }
}
