// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.lab.scenario.RepeatingThread;
import io.netcheck.lab.scenario.Timeline;
import io.netcheck.report.Report;
import io.netcheck.report.ReportJson;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Asks every exporter of the cluster for its report several times a second, at the address of its
 * pod, and records each change.
 */
final class ReportWatch implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(150);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  static final String EXPORTERS =
      "/api/v1/namespaces/%s/pods?labelSelector=app.kubernetes.io/component=exporter"
          .formatted(Operator.NAMESPACE);

  /** What an exporter said since a time. */
  record Seen(Duration at, String exporter, ReportState state) {}

  private final Operator operator;
  private final Timeline timeline;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final Map<String, RepeatingThread> exporters = new HashMap<>();
  private final Map<String, Report> current = new HashMap<>();
  private final RepeatingThread looking;

  ReportWatch(Operator operator, Timeline timeline) {
    this.operator = operator;
    this.timeline = timeline;
    this.looking = new RepeatingThread("exporters", this::look);
  }

  private boolean look() throws InterruptedException {
    try {
      Map<String, String> running = new HashMap<>();
      for (JsonNode pod : operator.read(EXPORTERS).path("items")) {
        String address = pod.at("/status/podIP").asText();
        if (!address.isEmpty()) {
          running.put(pod.at("/metadata/name").asText(), address);
        }
      }
      running.forEach(this::watch);
      forgetAllBut(running);
    } catch (IOException _) {
      // The API is away, which is a step; the exporters are the same until it is back.
    }
    Thread.sleep(BETWEEN_LOOKS);
    return true;
  }

  private synchronized void watch(String exporter, String address) {
    exporters.computeIfAbsent(
        exporter, name -> new RepeatingThread(name, () -> ask(name, address)));
  }

  private void forgetAllBut(Map<String, String> running) {
    List<RepeatingThread> ended = new ArrayList<>();
    synchronized (this) {
      for (String exporter : List.copyOf(exporters.keySet())) {
        if (!running.containsKey(exporter)) {
          ended.add(exporters.remove(exporter));
          current.remove(exporter);
        }
      }
    }
    // Not under the lock, for which they may wait.
    ended.forEach(RepeatingThread::close);
  }

  private boolean ask(String exporter, String address) throws InterruptedException {
    Optional<Report> report = Optional.empty();
    try {
      String answer = operator.get("http://" + address + ":8080/report");
      report = Optional.of(ReportJson.read(answer.getBytes(UTF_8)));
    } catch (IOException _) {
      // not started yet, cut off, or ended
    }
    record(exporter, report);
    Thread.sleep(PAUSE);
    return true;
  }

  private synchronized void record(String exporter, Optional<Report> report) {
    if (!exporters.containsKey(exporter) || Thread.currentThread().isInterrupted()) {
      return; // It is no longer watched.
    }
    Optional<Report> before = Optional.ofNullable(current.get(exporter));
    if (report.isEmpty()) {
      if (current.remove(exporter) != null) {
        timeline.print(timeline.now(), "report", exporter + " no longer answers");
      }
      return;
    }
    current.put(exporter, report.get());
    ReportState state = ReportState.of(report.get());
    if (!before.map(ReportState::of).equals(Optional.of(state))) {
      Duration at = timeline.now();
      seen.add(new Seen(at, exporter, state));
      timeline.print(at, "report", state.toString());
    }
  }

  /** Everything that any exporter said, in order. */
  List<Seen> seen() {
    return List.copyOf(seen);
  }

  /** The reports of the exporters that answer now. */
  synchronized List<Report> current() {
    return List.copyOf(current.values());
  }

  @Override
  public void close() {
    looking.close();
    List<RepeatingThread> all;
    synchronized (this) {
      all = List.copyOf(exporters.values());
    }
    all.forEach(RepeatingThread::close);
  }
}
