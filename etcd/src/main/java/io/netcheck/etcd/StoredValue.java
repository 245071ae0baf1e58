// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

/** A value under a key of etcd, and the revision at which it was written. */
@SuppressWarnings("ArrayRecordComponent") // handed on once and never compared
record StoredValue(String key, byte[] value, long revision) {}
