// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.daemon.AddressKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Lets one password be checked at a time. The sources that wait take turns, so that a client that
 * guesses as fast as it can delays another one by one check. Thread-safe.
 */
final class PasswordTurns {
  private static final int MOST_OF_SOURCE = 4;

  /** So many sources at least would have to guess together to keep another one out. */
  private static final int MOST_SOURCES = 64;

  private static final class Turn {
    private boolean granted;
  }

  private final Duration patience;
  private final Map<AddressKey, Deque<Turn>> waiting = new LinkedHashMap<>();
  private boolean taken;

  /**
   * @param patience how long a client waits for its turn
   */
  PasswordTurns(Duration patience) {
    this.patience = patience;
  }

  /**
   * Waits for the turn of {@code source}. If it comes, {@link #end} has to be called.
   *
   * @return false if too many wait, or it took too long
   */
  synchronized boolean begin(InetAddress source) throws InterruptedException {
    if (!taken) {
      taken = true;
      return true;
    }
    AddressKey key = AddressKey.ofClient(source);
    Deque<Turn> own = waiting.get(key);
    if (own == null ? waiting.size() == MOST_SOURCES : own.size() == MOST_OF_SOURCE) {
      return false;
    }
    Turn turn = new Turn();
    waiting.computeIfAbsent(key, _ -> new ArrayDeque<>()).add(turn);
    try {
      await(turn);
    } catch (InterruptedException e) {
      if (turn.granted) {
        end();
      }
      throw e;
    } finally {
      if (!turn.granted) {
        leave(key, turn);
      }
    }
    return turn.granted;
  }

  private void await(Turn turn) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!turn.granted) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
    }
  }

  private void leave(AddressKey key, Turn turn) {
    Deque<Turn> own = waiting.get(key);
    if (own != null && own.remove(turn) && own.isEmpty()) {
      waiting.remove(key);
    }
  }

  /** How many wait for a turn. */
  synchronized int waiting() {
    return waiting.values().stream().mapToInt(Deque::size).sum();
  }

  /** Gives the turn to the source that has waited longest for one. */
  synchronized void end() {
    Iterator<Map.Entry<AddressKey, Deque<Turn>>> sources = waiting.entrySet().iterator();
    if (!sources.hasNext()) {
      taken = false;
      return;
    }
    Map.Entry<AddressKey, Deque<Turn>> next = sources.next();
    sources.remove();
    Deque<Turn> own = next.getValue();
    own.remove().granted = true;
    if (!own.isEmpty()) {
      waiting.put(next.getKey(), own);
    }
    notifyAll();
  }
}
