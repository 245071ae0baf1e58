// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

/** A change of a key in etcd, or the end of the watch. */
sealed interface EtcdEvent {
  /** A key was written. */
  record Put(StoredValue stored) implements EtcdEvent {}

  /** A key was deleted, or its lease expired. */
  record Gone(String key) implements EtcdEvent {}

  /** The watch ended. */
  record End(String problem) implements EtcdEvent {}
}
