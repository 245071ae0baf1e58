// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.legacy.golang.GoException;
import io.netcheck.legacy.golang.GoReader;
import io.netcheck.legacy.golang.GoTime;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the result of one test of any kind. */
final class ResultInput {
  /** Longer texts are cut, because clients send one word. */
  private static final int LONGEST_STATUS = 64;

  private static final int MOST_PORTS = 16;

  private final GoReader in;
  private final String place;
  private final UnaryOperator<String> canonical;

  /**
   * @param place the field of the request that it is in, for the messages
   * @param canonical returns the same object for equal texts
   */
  ResultInput(GoReader in, String place, UnaryOperator<String> canonical) {
    this.in = in;
    this.place = place;
    this.canonical = canonical;
  }

  /** The values that the client sent; {@code ""} and 0 for those that it did not. */
  static final class ResultFields {
    String source = "";
    String target = "";
    String ping = "";
    @Nullable SortedMap<Long, String> ports;
    long latency;
    long duration;
    Optional<GoTime> timestamp = Optional.empty();

    /** The lowest of several ports; k8snet-checker used any. */
    String port() {
      return ports == null || ports.isEmpty() ? "unknown" : ports.firstEntry().getValue();
    }
  }

  ResultFields read() throws GoException {
    ResultFields result = new ResultFields();
    in.object(
        "struct field ." + place + " of type models.ConnectivityResult", key -> field(key, result));
    return result;
  }

  private void field(String key, ResultFields result) throws GoException {
    if (GoReader.is(key, "target_ip")) {
      result.target = text("target_ip").orElse(result.target);
    } else if (GoReader.is(key, "ping_status")) {
      result.ping = text("ping_status").map(this::word).orElse(result.ping);
    } else if (GoReader.is(key, "port_status")) {
      ports(result);
    } else if (GoReader.is(key, "test_duration")) {
      result.duration = in.duration();
    } else if (GoReader.is(key, "latency")) {
      result.latency = in.duration();
    } else if (GoReader.is(key, "timestamp")) {
      Optional<GoTime> time = in.time();
      result.timestamp = time.isPresent() ? time : result.timestamp;
    } else if (GoReader.is(key, "source_ip")) {
      result.source = text("source_ip").orElse(result.source);
    } else {
      in.skip();
    }
  }

  private Optional<String> text(String field) throws GoException {
    return in.string("struct field ConnectivityResult." + place + "." + field + " of type string");
  }

  private void ports(ResultFields result) throws GoException {
    TreeMap<Long, String> ports = new TreeMap<>();
    boolean given =
        in.object(
            "struct field ConnectivityResult." + place + ".port_status of type map[int]string",
            key -> port(key, ports));
    if (given) {
      result.ports = Collections.unmodifiableSortedMap(ports);
    }
  }

  private void port(String key, Map<Long, String> ports) throws GoException {
    long port;
    try {
      port = Long.parseLong(key);
    } catch (NumberFormatException _) {
      in.mismatch(
          "number " + cut(key),
          "struct field ConnectivityResult." + place + ".port_status of type int");
      in.skip();
      return;
    }
    String status = text("port_status").map(this::word).orElse("");
    if (ports.size() < MOST_PORTS) {
      ports.put(port, status);
    }
  }

  /** Keeps the few words that all clients use once. */
  private String word(String text) {
    return switch (text) {
      case ResultRow.REACHABLE -> ResultRow.REACHABLE;
      case ResultRow.UNREACHABLE -> ResultRow.UNREACHABLE;
      case ResultRow.OPEN -> ResultRow.OPEN;
      case ResultRow.CLOSED -> ResultRow.CLOSED;
      default -> canonical.apply(cut(text));
    };
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_STATUS ? text : text.substring(0, LONGEST_STATUS);
  }
}
