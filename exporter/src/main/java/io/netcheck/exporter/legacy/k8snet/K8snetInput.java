// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.legacy.k8snet;

import io.netcheck.exporter.legacy.golang.GoException;
import io.netcheck.exporter.legacy.golang.GoReader;
import io.netcheck.exporter.legacy.golang.GoTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads what k8snet-checker's clients post, and refuses what its server refused. */
final class K8snetInput {
  /** Longer ones are cut: the clients send a word. */
  private static final int LONGEST_STATUS = 64;

  /** A longer target is no address and no name (RFC 1035 §2.3.4). */
  private static final int LONGEST_TARGET = 253;

  private static final int MOST_PORTS = 16;

  private final GoReader in;

  private K8snetInput(GoReader in) {
    this.in = in;
  }

  static NodeInfo heartbeat(byte[] body) throws GoException {
    return new K8snetInput(GoReader.ofFirst(body)).nodeInfo();
  }

  /** The {@code source_ip} and results of hosts or pods, at most {@code most}. */
  static Row results(byte[] body, int most, long nowNanos, UnaryOperator<String> canonical)
      throws GoException {
    return new K8snetInput(GoReader.ofFirst(body)).row(most, nowNanos, canonical);
  }

  static ServiceRow service(byte[] body, long nowNanos) throws GoException {
    return new K8snetInput(GoReader.ofFirst(body)).serviceRow(nowNanos);
  }

  private NodeInfo nodeInfo() throws GoException {
    class Fields {
      String namespace = "";
      String nodeIp = "";
      String podIp = "";
      String podName = "";
      Optional<Instant> timestamp = Optional.empty();

      void read(String key) throws GoException {
        if (GoReader.is(key, "namespace")) {
          namespace = text("NodeInfo.namespace").orElse(namespace);
        } else if (GoReader.is(key, "node_ip")) {
          nodeIp = text("NodeInfo.node_ip").orElse(nodeIp);
        } else if (GoReader.is(key, "pod_ip")) {
          podIp = text("NodeInfo.pod_ip").orElse(podIp);
        } else if (GoReader.is(key, "pod_name")) {
          podName = text("NodeInfo.pod_name").orElse(podName);
        } else if (GoReader.is(key, "timestamp")) {
          timestamp = in.time().map(GoTime::instant).or(() -> timestamp);
        } else {
          in.skip();
        }
      }
    }
    Fields fields = new Fields();
    in.object("value of type models.NodeInfo", fields::read);
    in.end();
    return new NodeInfo(
        fields.namespace, fields.nodeIp, fields.podIp, fields.podName, fields.timestamp);
  }

  private Optional<String> text(String field) throws GoException {
    return in.string("struct field " + field + " of type string");
  }

  private static final class Result {
    String source = "";
    String target = "";
    String ping = "";
    @Nullable SortedMap<Long, String> ports;
    String port = "unknown";
    long latency;
    long duration;
    Optional<GoTime> timestamp = Optional.empty();

    /** Lets go of what a row does not keep: there may be thousands of these before it is made. */
    void slim() {
      port = ports == null || ports.isEmpty() ? "unknown" : ports.firstEntry().getValue();
      ports = null;
      timestamp = Optional.empty();
      source = "";
    }
  }

  private Result result(String struct, UnaryOperator<String> canonical) throws GoException {
    Result result = new Result();
    in.object(
        "struct field " + struct + " of type models.ConnectivityResult",
        key -> {
          if (GoReader.is(key, "target_ip")) {
            result.target = text(struct + ".target_ip").map(canonical).orElse(result.target);
          } else if (GoReader.is(key, "ping_status")) {
            result.ping = text(struct + ".ping_status").map(K8snetInput::word).orElse(result.ping);
          } else if (GoReader.is(key, "port_status")) {
            ports(struct, result);
          } else if (GoReader.is(key, "test_duration")) {
            result.duration = in.duration();
          } else if (GoReader.is(key, "latency")) {
            result.latency = in.duration();
          } else if (GoReader.is(key, "timestamp")) {
            Optional<GoTime> time = in.time();
            result.timestamp = time.isPresent() ? time : result.timestamp;
          } else if (GoReader.is(key, "source_ip")) {
            result.source = text(struct + ".source_ip").orElse(result.source);
          } else {
            in.skip();
          }
        });
    return result;
  }

  private void ports(String struct, Result result) throws GoException {
    TreeMap<Long, String> ports = new TreeMap<>();
    boolean given =
        in.object(
            "struct field " + struct + ".port_status of type map[int]string",
            key -> {
              try {
                long port = Long.parseLong(key);
                String status = text(struct + ".port_status").map(K8snetInput::word).orElse("");
                if (ports.size() < MOST_PORTS) {
                  ports.put(port, status);
                }
              } catch (NumberFormatException _) {
                in.mismatch(
                    "number " + word(key), "struct field " + struct + ".port_status of type int");
                in.skip();
              }
            });
    if (given) {
      result.ports = Collections.unmodifiableSortedMap(ports);
    }
  }

  /** The few words that all clients use are kept once. */
  private static String word(String text) {
    return switch (text) {
      case Row.REACHABLE -> Row.REACHABLE;
      case "unreachable" -> "unreachable";
      case Row.OPEN -> Row.OPEN;
      case "closed" -> "closed";
      default -> text.length() <= LONGEST_STATUS ? text : text.substring(0, LONGEST_STATUS);
    };
  }

  private Row row(int most, long nowNanos, UnaryOperator<String> canonical) throws GoException {
    class Fields {
      String source = "";
      boolean listed;
      Optional<Instant> newest = Optional.empty();
      final List<Result> results = new ArrayList<>();

      void read(String key) throws GoException {
        if (GoReader.is(key, "source_ip")) {
          source = text("TestResultRequest.source_ip").orElse(source);
        } else if (GoReader.is(key, "results")) {
          results.clear();
          listed = in.array("struct field TestResultRequest.results of type slice", this::element);
        } else {
          in.skip();
        }
      }

      void element() throws GoException {
        Result result = result("ConnectivityResult.results", canonical);
        boolean named = !result.target.isEmpty() && result.target.length() <= LONGEST_TARGET;
        if (named && results.size() < most) {
          Optional<Instant> time = result.timestamp.map(GoTime::instant);
          if (time.isPresent() && (newest.isEmpty() || time.get().isAfter(newest.get()))) {
            newest = time;
          }
          result.slim();
          results.add(result);
        }
      }
    }
    Fields fields = new Fields();
    in.object("value of type server.TestResultRequest", fields::read);
    in.end();
    require(fields.source.isEmpty(), !fields.listed);
    return row(fields.source, fields.results, fields.newest, nowNanos);
  }

  private static Row row(
      String source, List<Result> results, Optional<Instant> newest, long nowNanos) {
    // A stable sort: of a repeated target the last one stays.
    results.sort(Comparator.comparing((Result result) -> result.target));
    List<Result> distinct = new ArrayList<>(results.size());
    for (Result result : results) {
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
      Result result = distinct.get(i);
      targets[i] = result.target;
      pings[i] = result.ping;
      ports[i] = result.port;
      durations[i] = result.duration;
    }
    return new Row(source, targets, pings, ports, durations, newest, nowNanos);
  }

  private ServiceRow serviceRow(long nowNanos) throws GoException {
    class Fields {
      String source = "";
      Result result = new Result();

      void read(String key) throws GoException {
        if (GoReader.is(key, "source_ip")) {
          source = text("ServiceTestResultRequest.source_ip").orElse(source);
        } else if (GoReader.is(key, "result")) {
          result = result("ConnectivityResult.result", UnaryOperator.identity());
        } else {
          in.skip();
        }
      }
    }
    Fields fields = new Fields();
    in.object("value of type server.ServiceTestResultRequest", fields::read);
    in.end();
    require(fields.source.isEmpty(), false);
    Result result = fields.result;
    return new ServiceRow(
        fields.source,
        cut(result.source),
        cut(result.target),
        result.ping,
        result.ports,
        result.latency,
        result.duration,
        result.timestamp.orElse(GoTime.ZERO),
        nowNanos);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TARGET ? text : text.substring(0, LONGEST_TARGET);
  }

  /** The complaints of the program's validator. */
  private static void require(boolean noSource, boolean noResults) throws GoException {
    List<String> missing = new ArrayList<>();
    if (noSource) {
      missing.add("SourceIP");
    }
    if (noResults) {
      missing.add("Results");
    }
    if (!missing.isEmpty()) {
      throw new GoException(
          String.join(
              "\n",
              missing.stream()
                  .map(field ->
                      "Key: '"
                          + field
                          + "' Error:Field validation for '"
                          + field
                          + "' failed on the 'required' tag")
                  .toList()));
    }
  }
}
