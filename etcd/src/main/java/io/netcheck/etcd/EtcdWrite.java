// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import java.util.List;
import java.util.Optional;

/**
 * Changes in etcd that happen together.
 *
 * @param guards what has to be as it was last read; none where they happen in any case
 */
record EtcdWrite(List<Guard> guards, List<Change> changes) {
  EtcdWrite {
    guards = List.copyOf(guards);
    changes = List.copyOf(changes);
  }

  /** The key is as it was at {@code revision}, which is 0 where it was not there. */
  record Guard(String key, long revision) {}

  /** What to do with one key; without a value it is deleted. */
  record Change(String key, Optional<byte[]> value, long lease) {
    static Change delete(String key) {
      return new Change(key, Optional.empty(), 0);
    }

    static Change put(String key, byte[] value, long lease) {
      return new Change(key, Optional.of(value), lease);
    }
  }

  /**
   * What became of one.
   *
   * @param done whether its guards held
   * @param instead what stands under the guarded keys, where they did not
   */
  record Outcome(boolean done, List<StoredValue> instead) {
    Outcome {
      instead = List.copyOf(instead);
    }
  }

  /** What became of several, all at one revision; of the guarded ones each. */
  record Answer(long revision, List<Outcome> each) {
    Answer {
      each = List.copyOf(each);
    }
  }

  /** How much is to be written. */
  long bytes() {
    return changes.stream().mapToLong(it -> it.value().map(v -> v.length).orElse(0)).sum();
  }
}
