// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

/** Something happened to a key of etcd. */
sealed interface EtcdEvent {
  /** It was written. */
  record Put(StoredValue stored) implements EtcdEvent {}

  /** It was deleted, or its lease ran out. */
  record Gone(String key) implements EtcdEvent {}

  /** The watch ended, and nothing more comes. */
  record End(String problem) implements EtcdEvent {}
}
