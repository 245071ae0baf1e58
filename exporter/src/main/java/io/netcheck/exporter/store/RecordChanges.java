// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import java.util.HashSet;
import java.util.Set;

/**
 * The names of records that changed or were heard since a store took them. Bounded, because a store
 * in memory never takes them. Thread-safe.
 */
public final class RecordChanges {
  private final int most;
  private Set<String> changed = new HashSet<>();
  private Set<String> heard = new HashSet<>();

  /**
   * @param most the names of each kind, at most; further ones are left out
   */
  public RecordChanges(int most) {
    this.most = most;
  }

  /** The record is new, says something else, or is gone. */
  public synchronized void changed(String name) {
    add(changed, name);
  }

  /** A client reported. */
  public synchronized void heard(String name) {
    add(heard, name);
  }

  private void add(Set<String> names, String name) {
    if (names.size() < most) {
      names.add(name);
    }
  }

  /** The names of changed records since the last call. */
  public synchronized Set<String> takeChanged() {
    Set<String> taken = changed;
    changed = new HashSet<>();
    return taken;
  }

  /** The names of clients that reported since the last call. */
  public synchronized Set<String> takeHeard() {
    Set<String> taken = heard;
    heard = new HashSet<>();
    return taken;
  }
}
