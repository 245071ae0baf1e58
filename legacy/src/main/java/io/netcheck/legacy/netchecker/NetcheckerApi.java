// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.Head;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.SubtreeHandler.Answered;
import io.netcheck.daemon.http.SubtreeHandler.Branch;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ExpectedPod;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.legacy.golang.GoException;
import io.netcheck.legacy.golang.GoWriter;
import io.prometheus.metrics.model.registry.MultiCollector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Answers netchecker's agents, and those who query it, as its own server did. {@code
 * docs/upgrading.md} names every difference.
 */
public final class NetcheckerApi {
  /** A report has 4 KB, most of it padding, of which more can be configured. */
  private static final int MAX_REPORT_BYTES = 4 * 1024 * 1024;

  private static final String PING = "/api/v1/ping";
  private static final String AGENTS = "/api/v1/agents/";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final Response EMPTY = new Response(200, "", new byte[0], Map.of());

  private final ReportingAgents table;
  private final Predicate<Head> admitted;
  private final Runnable taken;
  private final Consumer<String> rejected;
  private final Supplier<Optional<List<ExpectedPod>>> pods;
  private final Supplier<List<Client>> natives;

  /**
   * @param admitted whether a request may come from where it comes from
   * @param taken told of every report that counts
   * @param rejected told why one does not
   * @param pods which should report, where somebody knows
   * @param natives the exporter's own clients, whose pods are among them
   */
  public NetcheckerApi(
      RegistryConfig config,
      ProcessClock clock,
      Predicate<Head> admitted,
      Runnable taken,
      Consumer<String> rejected,
      Supplier<Optional<List<ExpectedPod>>> pods,
      Supplier<List<Client>> natives) {
    this.table = new ReportingAgents(config, clock);
    this.admitted = admitted;
    this.taken = taken;
    this.rejected = rejected;
    this.pods = pods;
    this.natives = natives;
  }

  /** Who answers a request; empty where this API has nothing at the path. */
  public Optional<Branch> at(Head head) {
    String path = head.path();
    Optional<Branch> there = there(head.method(), path);
    if (there.isPresent() && !path.equals(PING) && !admitted.test(head)) {
      return Optional.of(answered(0, _ -> text(403, "Not from this address\n".getBytes(UTF_8))));
    }
    if (there.isPresent() || path.equals("/")) {
      return there;
    }
    boolean slash = path.endsWith("/");
    String other = slash ? path.substring(0, path.length() - 1) : path + "/";
    boolean known = slash ? isResource(other) : other.equals(AGENTS) && isGet(head);
    boolean taken =
        known && (isGet(head) || (head.method().equals("POST") && !name(other).isEmpty()));
    return taken ? Optional.of(redirect(head, other)) : Optional.empty();
  }

  private static boolean isGet(Head head) {
    return head.method().equals("GET");
  }

  private static boolean isResource(String path) {
    return path.equals(PING) || path.equals("/api/v1/connectivity_check") || !name(path).isEmpty();
  }

  /** The name of the agent whose path this is, {@code ""} where it is no agent's. */
  private static String name(String path) {
    String name = path.startsWith(AGENTS) ? path.substring(AGENTS.length()) : "";
    return name.indexOf('/') < 0 ? name : "";
  }

  private Optional<Branch> there(String method, String path) {
    return switch (path) {
      case PING -> Optional.of(get(method, _ -> EMPTY));
      case "/api/v1/connectivity_check" -> Optional.of(get(method, _ -> check()));
      case AGENTS -> Optional.of(get(method, _ -> agents()));
      default -> {
        String name = name(path);
        yield name.isEmpty() ? Optional.empty() : Optional.of(agent(method, name));
      }
    };
  }

  private static Branch get(String method, RequestHandler handler) {
    return method.equals("GET") ? answered(0, handler) : other(method, "GET, OPTIONS");
  }

  private Branch agent(String method, String name) {
    return switch (method) {
      case "POST" -> answered(MAX_REPORT_BYTES, request -> report(name, request));
      case "GET" -> answered(0, _ -> agent(name));
      default -> other(method, "POST, GET, OPTIONS");
    };
  }

  private static Branch other(String method, String allowed) {
    Map<String, String> headers = Map.of("Allow", allowed);
    Response response =
        method.equals("OPTIONS")
            ? new Response(200, "", new byte[0], headers)
            : new Response(405, TEXT, "Method Not Allowed\n".getBytes(UTF_8), headers);
    return answered(0, _ -> response);
  }

  private static Branch redirect(Head head, String path) {
    Map<String, String> headers =
        Map.of("Location", head.query().isEmpty() ? path : path + "?" + head.query());
    Response moved =
        isGet(head)
            ? new Response(
                301,
                "text/html; charset=utf-8",
                ("<a href=\"" + escape(path) + "\">Moved Permanently</a>.\n\n").getBytes(UTF_8),
                headers)
            : new Response(307, "", new byte[0], headers);
    return answered(0, _ -> moved);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&#34;");
  }

  private static Answered answered(int maxBody, RequestHandler handler) {
    return new Answered(maxBody, handler, NetcheckerApi::refusal);
  }

  private static Response refusal(HttpError error) {
    return new Response(
        error.status(), TEXT, (error.getMessage() + "\n").getBytes(UTF_8), error.headers());
  }

  private static Response text(int status, byte[] body) {
    return new Response(status, TEXT, body, Map.of());
  }

  private Response report(String name, Request request) {
    try {
      AgentReport report = AgentInput.read(request.body());
      // The reports of v1.0 may come without a name of their own.
      AgentReport named = report.podName().isEmpty() ? report.withPodName(name) : report;
      table.hear(named).ifPresentOrElse(rejected, taken);
      return EMPTY;
    } catch (GoException e) {
      rejected.accept(ReportingAgents.MALFORMED);
      return text(
          500, ("Error while unmarshaling data. Details: " + e.text() + "\n").getBytes(UTF_8));
    }
  }

  private Response agent(String name) {
    long now = table.nowNanos();
    return table
        .find(name)
        .filter(reporter -> !reporter.isAbsent(now))
        .map(reporter -> text(200, reporter.json()))
        .orElseGet(() -> text(404, "There is no such entry in the agent cache\n".getBytes(UTF_8)));
  }

  private Response agents() {
    long now = table.nowNanos();
    return text(
        200,
        GoWriter.bytes(out -> {
          out.raw("{");
          String comma = "";
          for (ReportingAgent reporter : table.all()) {
            if (!reporter.isAbsent(now)) {
              out.raw(comma).key(reporter.report().podName()).raw(reporter.json());
              comma = ",";
            }
          }
          out.raw("}");
        }));
  }

  private Response check() {
    PodCheck check =
        pods.get()
            .map(expected -> PodCheck.of(expected, table, natives.get()))
            .orElseGet(() -> PodCheck.of(table));
    if (check.isGood()) {
      String message = "All " + check.all() + " pods successfully reported back to the server";
      return text(
          200,
          GoWriter.bytes(out ->
              out.raw("{\"Message\":").string(message).raw(",\"Absent\":null,\"Outdated\":null}")));
    }
    return text(
        400,
        GoWriter.bytes(out ->
            out.raw("{\"Message\":")
                .string(
                    "Connectivity check fails. Reason: there are absent or outdated pods; look up"
                        + " the payload")
                .raw(",\"Absent\":")
                .strings(check.absent())
                .raw(",\"Outdated\":")
                .strings(check.outdated())
                .raw("}")));
  }

  /** Its agents as the exporter's model has clients. */
  public List<Client> clients() {
    return ReportingAgentClients.of(table.all(), table.nowNanos());
  }

  /**
   * The metrics of netchecker's server.
   *
   * @param budget how many of so many series there may be
   */
  public MultiCollector metrics(IntUnaryOperator budget) {
    return new AgentMetrics(table, budget);
  }
}
