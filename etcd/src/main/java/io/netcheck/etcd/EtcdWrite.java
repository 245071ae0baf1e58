// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import java.util.List;
import java.util.Optional;

/**
 * Changes in etcd that are applied together.
 *
 * @param guards keys that must be unchanged; empty if the changes are unconditional
 */
record EtcdWrite(List<Guard> guards, List<Change> changes) {
  EtcdWrite {
    guards = List.copyOf(guards);
    changes = List.copyOf(changes);
  }

  /** Requires that a key was last changed at {@code revision}; 0 if it must not exist. */
  record Guard(String key, long revision) {}

  /** A new value for a key; without a value the key is deleted. */
  record Change(String key, Optional<byte[]> value, long lease) {
    static Change delete(String key) {
      return new Change(key, Optional.empty(), 0);
    }

    static Change put(String key, byte[] value, long lease) {
      return new Change(key, Optional.of(value), lease);
    }
  }

  /**
   * The result of one {@link EtcdWrite}.
   *
   * @param done whether its guards held, so that it was applied
   * @param instead the values of the guarded keys if the guards did not hold
   */
  record Outcome(boolean done, List<StoredValue> instead) {
    Outcome {
      instead = List.copyOf(instead);
    }
  }

  /** The result of several, which share one revision. Only guarded ones have an outcome. */
  record Answer(long revision, List<Outcome> each) {
    Answer {
      each = List.copyOf(each);
    }
  }

  /** The size of the values. */
  long bytes() {
    return changes.stream().mapToLong(it -> it.value().map(v -> v.length).orElse(0)).sum();
  }
}
