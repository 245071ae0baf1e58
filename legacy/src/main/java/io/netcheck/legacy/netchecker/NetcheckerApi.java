// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.Answer;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ExpectedPod;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.store.ExternalRecords;
import io.netcheck.legacy.golang.GoText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Serves the paths of netchecker's server as that server did. {@code docs/upgrading.md} names every
 * difference.
 */
public final class NetcheckerApi {
  /** A report has 4 KB. Most of that is padding, and agents can be configured to send more. */
  private static final int MAX_REPORT_BYTES = 4 * 1024 * 1024;

  private static final String PING = "/api/v1/ping";

  /** The path below which all agents are. */
  public static final String AGENTS = "/api/v1/agents/";

  private final ReportingAgents table;
  private final Predicate<RequestHead> admitted;
  private final NetcheckerAnswers answers;

  /**
   * @param admitted whether the address of a request is allowed
   * @param taken called for every report that counts
   * @param rejected called with the reason if a report does not count
   * @param pods that should report; empty if they are not known
   * @param natives the exporter's own clients, whose pods are among them
   */
  public NetcheckerApi(
      RegistryConfig config,
      ProcessClock clock,
      Predicate<RequestHead> admitted,
      Runnable taken,
      Consumer<String> rejected,
      Supplier<Optional<List<ExpectedPod>>> pods,
      Supplier<List<Client>> natives) {
    this.table = new ReportingAgents(config, clock);
    this.admitted = admitted;
    this.answers = new NetcheckerAnswers(table, taken, rejected, pods, natives);
  }

  /** The handler of a request; empty if this API does not have the path. */
  public Optional<Answer> answer(RequestHead head) {
    String path = head.path();
    Optional<Answer> there = there(head.method(), path);
    if (there.isPresent() && !path.equals(PING) && !admitted.test(head)) {
      return Optional.of(
          quick(NetcheckerAnswers.text(403, "Not from this address\n".getBytes(UTF_8))));
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

  private static boolean isGet(RequestHead head) {
    return head.method().equals("GET");
  }

  private static boolean isResource(String path) {
    return path.equals(PING) || path.equals("/api/v1/connectivity_check") || !name(path).isEmpty();
  }

  /** The name of the agent in a path; {@code ""} if it is not the path of an agent. */
  private static String name(String path) {
    String name = path.startsWith(AGENTS) ? path.substring(AGENTS.length()) : "";
    return name.indexOf('/') < 0 ? name : "";
  }

  private Optional<Answer> there(String method, String path) {
    return switch (path) {
      case PING -> Optional.of(get(method, RequestHandler.quick(_ -> NetcheckerAnswers.EMPTY)));
      case "/api/v1/connectivity_check" -> Optional.of(get(method, _ -> answers.check()));
      case AGENTS -> Optional.of(get(method, _ -> answers.agents()));
      default -> {
        String name = name(path);
        yield name.isEmpty() ? Optional.empty() : Optional.of(agent(method, name));
      }
    };
  }

  private static Answer get(String method, RequestHandler handler) {
    return method.equals("GET") ? answered(0, handler) : other(method, "GET, OPTIONS");
  }

  private Answer agent(String method, String name) {
    return switch (method) {
      case "POST" ->
          answered(
              MAX_REPORT_BYTES, RequestHandler.quick(request -> answers.report(name, request)));
      case "GET" -> answered(0, _ -> answers.agent(name));
      default -> other(method, "POST, GET, OPTIONS");
    };
  }

  private static Answer other(String method, String allowed) {
    Map<String, String> headers = Map.of("Allow", allowed);
    Response response =
        method.equals("OPTIONS")
            ? new Response(200, "", new byte[0], headers)
            : new Response(
                405, NetcheckerAnswers.TEXT, "Method Not Allowed\n".getBytes(UTF_8), headers);
    return quick(response);
  }

  /** The name of an agent in a path is what the client sent, decoded: also a line break. */
  private static Answer redirect(RequestHead head, String decoded) {
    String path = GoText.escapedPath(decoded);
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
    return quick(moved);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&#34;");
  }

  private static Answer.Handled answered(int maxBody, RequestHandler handler) {
    return new Answer.Handled(maxBody, handler, NetcheckerApi::refusal);
  }

  private static Answer.Handled quick(Response response) {
    return answered(0, RequestHandler.quick(_ -> response));
  }

  private static Response refusal(HttpError error) {
    return new Response(
        error.status(),
        NetcheckerAnswers.TEXT,
        (error.getMessage() + "\n").getBytes(UTF_8),
        error.headers());
  }

  /** What a store must carry, by the first part of the names. */
  public Map<String, ExternalRecords> records() {
    return Map.of(AgentRecords.PROTOCOL, new AgentRecords(table));
  }

  /** The agents, converted to clients of the exporter. */
  public List<Client> clients() {
    return ReportingAgentClients.of(table.all(), table.nowNanos());
  }

  /**
   * The metrics of netchecker's server.
   *
   * @param budget grants a number of series, at most as many as requested
   */
  public MetricSource metrics(IntUnaryOperator budget) {
    return new AgentMetrics(table, budget);
  }
}
