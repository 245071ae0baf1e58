// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.relay;

import io.netcheck.protocol.Addresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the other exporters, and the reports that wait to be passed on to it, one after the other,
 * on a thread of its own. What does not get there in time is dropped, because the next report of
 * the same client says more. Thread-safe.
 */
final class OtherExporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OtherExporter.class);

  /** For one report. */
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  /** A report that waited for longer is old: clients report every 5 to 15 s. */
  private static final long LATE_NANOS = Duration.ofSeconds(10).toNanos();

  private static final int MOST_WAITING = 1_024;
  private static final long MOST_BYTES = 8L * 1024 * 1024;

  /** Of a report that came back to the exporter that passed it on. */
  static final int IS_ITSELF = 409;

  private static final int SERVER_ERROR = 500;

  private final InetSocketAddress address;
  private final String instance;
  private final HttpClient http;
  private final BlockingQueue<PassedReport> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong bytes = new AtomicLong();
  private final Thread thread;
  private volatile boolean itself;
  private boolean failing;

  /**
   * @param instance of this exporter
   */
  OtherExporter(InetSocketAddress address, String instance, HttpClient http) {
    this.address = address;
    this.instance = instance;
    this.http = http;
    this.thread = Thread.ofVirtual().name("report-relay").start(this::run);
  }

  /** Takes a report, if there is room. Does not block. */
  void offer(PassedReport report) {
    if (itself) {
      return;
    }
    if (bytes.addAndGet(report.body().length) > MOST_BYTES || !waiting.offer(report)) {
      bytes.addAndGet(-report.body().length);
    }
  }

  private void run() {
    try {
      while (!itself) {
        PassedReport report = waiting.take();
        bytes.addAndGet(-report.body().length);
        if (System.nanoTime() - report.takenNanos() < LATE_NANOS) {
          pass(report);
        }
      }
    } catch (InterruptedException _) {
      // Only close() interrupts this thread.
    }
    waiting.clear();
  }

  private void pass(PassedReport report) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://"
                        + Addresses.withPort(address.getAddress(), address.getPort())
                        + report.path()))
            .timeout(DEADLINE)
            .header(ReportRelay.PASSED_ON, instance)
            .POST(HttpRequest.BodyPublishers.ofByteArray(report.body()));
    if (!report.contentType().isEmpty()) {
      request.header("Content-Type", report.contentType());
    }
    if (!report.authorization().isEmpty()) {
      request.header("Authorization", report.authorization());
    }
    try {
      int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      itself = status == IS_ITSELF;
      tell(status >= SERVER_ERROR ? "status " + status : "");
    } catch (IOException e) {
      tell(e.toString());
    }
  }

  private void tell(String problem) {
    if (failing == problem.isEmpty()) {
      failing = !failing;
      if (failing) {
        LOG.warn("reports not passed on address={} problem=\"{}\"", name(), problem);
      } else {
        LOG.info("reports passed on again address={}", name());
      }
    }
  }

  private String name() {
    return Addresses.withPort(address.getAddress(), address.getPort());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
