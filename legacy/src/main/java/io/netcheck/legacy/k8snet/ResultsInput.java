// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.legacy.golang.GoException;
import io.netcheck.legacy.golang.GoReader;
import io.netcheck.legacy.golang.GoTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Reads the results for hosts, or for pods, within limits. What exceeds them is dropped. */
final class ResultsInput {
  /** A longer text is neither an address nor a domain name (RFC 1035 §2.3.4). */
  static final int LONGEST_TARGET = 253;

  /**
   * @param dropped the number of results without room
   */
  record Results(ResultRow row, int dropped) {}

  /** The part of a result that its row keeps. */
  private record RowResult(String target, String ping, String port, long durationNanos) {}

  private final GoReader in;
  private final int most;
  private final UnaryOperator<String> canonical;
  private final ResultInput element;
  private String source = "";
  private boolean listed;
  private Optional<Instant> newest = Optional.empty();
  private final List<RowResult> results = new ArrayList<>();
  private int leftOut;

  private ResultsInput(GoReader in, int most, UnaryOperator<String> canonical) {
    this.in = in;
    this.most = most;
    this.canonical = canonical;
    this.element = new ResultInput(in, "results", canonical);
  }

  /**
   * Reads the results of one source.
   *
   * @param most the most results to keep
   * @param canonical returns the same object for equal texts, {@code ""} if there is no room
   */
  static Results read(byte[] body, int most, long nowNanos, UnaryOperator<String> canonical)
      throws GoException {
    ResultsInput input = new ResultsInput(GoReader.ofFirst(body), most, canonical);
    input.in.object("value of type server.TestResultRequest", input::field);
    input.in.end();
    new RequiredFields()
        .field("SourceIP", !input.source.isEmpty())
        .field("Results", input.listed)
        .check();
    return new Results(input.row(nowNanos), input.leftOut);
  }

  private void field(String key) throws GoException {
    if (GoReader.is(key, "source_ip")) {
      source = in.string("struct field .source_ip of type string").orElse(source);
    } else if (GoReader.is(key, "results")) {
      results.clear();
      newest = Optional.empty();
      listed = in.array("struct field .results of type []models.ConnectivityResult", this::element);
    } else {
      in.skip();
    }
  }

  private void element() throws GoException {
    ResultInput.ResultFields result = element.read();
    if (result.target.isEmpty()) {
      return;
    }
    boolean fits = result.target.length() <= LONGEST_TARGET && results.size() < most;
    String target = fits ? canonical.apply(result.target) : "";
    if (target.isEmpty()) {
      leftOut++;
      return;
    }
    Optional<Instant> time = result.timestamp.map(GoTime::instant);
    if (time.isPresent() && (newest.isEmpty() || time.get().isAfter(newest.get()))) {
      newest = time;
    }
    results.add(new RowResult(target, result.ping, result.port(), result.duration));
  }

  private ResultRow row(long nowNanos) {
    // The sort is stable, so the last of repeated targets stays.
    results.sort(Comparator.comparing(RowResult::target));
    List<RowResult> distinct = new ArrayList<>(results.size());
    for (RowResult result : results) {
      if (!distinct.isEmpty() && distinct.getLast().target.equals(result.target)) {
        distinct.removeLast();
      }
      distinct.add(result);
    }
    int size = distinct.size();
    String[] targets = new String[size];
    String[] pings = new String[size];
    String[] ports = new String[size];
    long[] durations = new long[size];
    for (int i = 0; i < size; i++) {
      RowResult result = distinct.get(i);
      targets[i] = result.target;
      pings[i] = result.ping;
      ports[i] = result.port;
      durations[i] = result.durationNanos;
    }
    return new ResultRow(source, targets, pings, ports, durations, newest, nowNanos);
  }
}
