// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import static io.netcheck.daemon.metrics.Metric.counter;
import static io.netcheck.daemon.metrics.Metric.gauge;

import io.netcheck.daemon.metrics.Metric;
import java.util.List;

/** The metrics of the HTTP server. */
public final class HttpMetric {
  static final Metric CONNECTIONS =
      gauge("netcheck_http_connections", "Open connections to the exporter.");

  static final Metric CONNECTIONS_LIMIT =
      gauge("netcheck_http_connections_limit", "The maximum number of open connections.")
          .note(
              "More than `NETCHECK_MAX_CLIENTS`, unless the heap or the limit of open files is too"
                  + " small for that.");

  static final Metric CUT_OFF =
      counter(
              "netcheck_http_connections_cut_off_total",
              "Connections that the exporter refused or cut off, by reason.")
          .by("reason")
          .series(Integer.toString(CutOffReason.values().length))
          .note("[Reasons](security.md#limits-of-the-exporters-port).");

  static final Metric STREAMS =
      gauge("netcheck_http_streams", "Open streams of events, one for each page that follows.");

  static final Metric STREAMS_REFUSED =
      counter(
              "netcheck_http_streams_refused_total",
              "Streams that were refused because too many are open, in all or from one source.")
          .note("[Limits](security.md#limits-of-the-exporters-port).");

  /** All of them, in the order of the documentation. */
  public static final List<Metric> ALL =
      List.of(CONNECTIONS, CONNECTIONS_LIMIT, CUT_OFF, STREAMS, STREAMS_REFUSED);

  private HttpMetric() {}
}
