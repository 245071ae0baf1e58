// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;

/** The prefix of all keys of an exporter. Names of keys are without it. Immutable. */
record KeyPrefix(String prefix) {
  ByteSequence bytes() {
    return ByteSequence.from(prefix, UTF_8);
  }

  ByteSequence key(String name) {
    return ByteSequence.from(prefix + name, UTF_8);
  }

  String name(ByteSequence key) {
    return key.toString(UTF_8).substring(prefix.length());
  }

  StoredValue stored(KeyValue keyValue) {
    return new StoredValue(
        name(keyValue.getKey()), keyValue.getValue().getBytes(), keyValue.getModRevision());
  }
}
