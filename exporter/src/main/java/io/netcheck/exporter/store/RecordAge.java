// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

/** What the reader of a record knows of the time since it was written. */
public enum RecordAge {
  /** It was written just now, so all of its times count from now. */
  FRESH,

  /**
   * An earlier process wrote it, or another exporter before this one started. How long ago is not
   * known, so what was fresh then is fresh now.
   */
  BEFORE_START,

  /**
   * This process found it after it was cut off from the store for a while. Of what it knows itself,
   * it knows better when that was heard, unless the record has a later report.
   */
  UNKNOWN
}
