// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.AddressKey;
import io.netcheck.daemon.OpenFiles;
import io.netcheck.daemon.http.HttpLimits;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections of one listener are open: in all, from one source, and how many of them have
 * yet to send the rest of what they began, a handshake or the head of a request. Thread-safe.
 */
final class ConnectionLimits {
  /** For other files: those of the program, etcd, Kubernetes, and connections to be refused. */
  private static final long SPARE_DESCRIPTORS = 256;

  /** Memory for a connection whose request or handshake is not complete. */
  private static final long INCOMPLETE_BYTES = 48 * 1024;

  private static final int LEAST = 16;

  private final int most;
  private final int mostOfSource;
  private final int mostIncomplete;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger incomplete = new AtomicInteger();

  private final Map<AddressKey, Integer> bySource = new ConcurrentHashMap<>();

  ConnectionLimits(int most, int mostOfSource, int mostIncomplete) {
    this.most = most;
    this.mostOfSource = mostOfSource;
    this.mostIncomplete = mostIncomplete;
  }

  /**
   * The limits of this process.
   *
   * @param wanted connections; fewer if all of them would take more than a third of the heap, or
   *     more files than this process may open
   * @param connectionBytes heap for one connection
   */
  static ConnectionLimits of(int wanted, long connectionBytes) {
    long heap = Runtime.getRuntime().maxMemory();
    long fitting = Math.min(heap / 3 / connectionBytes, OpenFiles.most() - SPARE_DESCRIPTORS);
    int most = (int) Math.max(LEAST, Math.min(wanted, fitting));
    return new ConnectionLimits(
        most, HttpLimits.ofOneSource(most), (int) Math.max(LEAST, heap / 4 / INCOMPLETE_BYTES));
  }

  /**
   * Counts a new connection.
   *
   * @return why it is refused; empty if it is not, and then {@link #closed} must be called once
   */
  Optional<CutOffReason> opened(InetAddress source) {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      return Optional.of(CutOffReason.TOO_MANY_CONNECTIONS);
    }
    if (!source.isLoopbackAddress()
        && bySource.merge(AddressKey.of(source), 1, Integer::sum) > mostOfSource) {
      closed(source);
      return Optional.of(CutOffReason.TOO_MANY_OF_SOURCE);
    }
    return Optional.empty();
  }

  /** Counts the end of a connection. */
  void closed(InetAddress source) {
    open.decrementAndGet();
    // All connections through a proxy on this host, such as that of a service mesh, come from it.
    if (!source.isLoopbackAddress()) {
      bySource.computeIfPresent(AddressKey.of(source), (_, count) -> count == 1 ? null : count - 1);
    }
  }

  /**
   * Counts a connection that began something and has yet to complete it.
   *
   * @return false if there are too many of them, and this one is not counted
   */
  boolean begin() {
    if (incomplete.incrementAndGet() > mostIncomplete) {
      incomplete.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Counts a connection that completed it, or was closed before. */
  void complete() {
    incomplete.decrementAndGet();
  }

  int open() {
    return open.get();
  }

  int most() {
    return most;
  }
}
