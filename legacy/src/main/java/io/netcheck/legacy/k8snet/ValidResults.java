// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

/**
 * The results that are valid at one moment.
 *
 * @param nowNanos the moment
 */
record ValidResults(ClientDirectory directory, long nowNanos, long patienceNanos) {
  static ValidResults now(ClientTable clients) {
    return new ValidResults(clients.directory(), clients.nowNanos(), clients.patienceNanos());
  }

  /** Whether a result about {@code address} from {@code heardNanos} is valid. */
  boolean has(String address, long heardNanos) {
    return directory.stands(address, heardNanos, nowNanos, patienceNanos);
  }

  /** Counts the results of one kind of test. */
  ResultSummary count(ResultTable table) {
    ResultSummary summary = new ResultSummary();
    for (ResultRow row : table.rows()) {
      if (has(row.source(), row.heardNanos())) {
        for (int i = 0; i < row.size(); i++) {
          if (has(row.targets()[i], row.heardNanos())) {
            summary.count(row.isSuccess(i), row.durationNanos()[i]);
            if (row.isClosed(i)) {
              summary.countClosed();
            }
          }
        }
      }
    }
    return summary;
  }

  /** Counts the results of services. */
  ResultSummary count(ServiceTable table) {
    ResultSummary summary = new ResultSummary();
    for (ServiceRow row : table.rows()) {
      if (has(row.source(), row.heardNanos())) {
        summary.count(row);
      }
    }
    return summary;
  }
}
