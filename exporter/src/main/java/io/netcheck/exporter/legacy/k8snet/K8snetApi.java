// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.legacy.k8snet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.Handler;
import io.netcheck.daemon.http.Head;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Subtree.Answered;
import io.netcheck.daemon.http.Subtree.Branch;
import io.netcheck.daemon.http.Subtree.Written;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.legacy.golang.GoException;
import io.netcheck.exporter.legacy.golang.GoTime;
import io.netcheck.exporter.legacy.golang.GoWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Answers k8snet-checker's clients, and those who query it, as its own server did. {@code
 * docs/upgrading.md} names every difference.
 */
public final class K8snetApi {
  /** A heartbeat has 150 bytes. */
  private static final int MAX_HEARTBEAT_BYTES = 64 * 1024;

  /** A result has 200 bytes. */
  private static final int MAX_RESULTS_BYTES = 8 * 1024 * 1024;

  private static final String HEALTH = "/api/v1/health";
  private static final String INVALID_REQUEST = "INVALID_REQUEST";
  private static final String TOO_MANY_RESULTS = "too_many_results";
  private static final int LONGEST_SOURCE = 253;

  private static final Response HEARD =
      json(200, "{\"message\":\"heartbeat received\"," + success());
  private static final Response SAVED =
      json(200, "{\"message\":\"test results saved\"," + success());
  private static final Response HEALTHY = json(200, "{\"status\":\"healthy\"}");

  private final ClientTable clients;
  private final ResultTable hosts;
  private final ResultTable pods;
  private final ServiceTable services;
  private final K8snetClients view;
  private final CanonicalText addresses;
  private final ProcessClock clock;
  private final int mostResults;
  private final Predicate<String> authorized;
  private final Runnable taken;
  private final Consumer<String> rejected;
  private final Map<String, Answered> posts;
  private final Map<String, Branch> gets;

  /**
   * @param authorized whether an {@code Authorization} header may enter
   * @param taken told of every heartbeat that counts
   * @param rejected told why one, or a set of results, does not
   */
  public K8snetApi(
      RegistryConfig config,
      ProcessClock clock,
      Predicate<String> authorized,
      Runnable taken,
      Consumer<String> rejected) {
    this.clock = clock;
    this.authorized = authorized;
    this.taken = taken;
    this.rejected = rejected;
    this.mostResults = config.maxClients();
    this.clients = new ClientTable(config, clock);
    this.hosts = new ResultTable(config.maxClients());
    this.pods = new ResultTable(config.maxClients());
    this.services = new ServiceTable(config.maxClients());
    this.view = new K8snetClients(clients, hosts, pods, services);
    this.addresses = new CanonicalText(4 * config.maxClients());
    this.posts =
        Map.of(
            "/api/v1/heartbeat", answered(MAX_HEARTBEAT_BYTES, this::heartbeat),
            "/api/v1/test-results/hosts",
                answered(MAX_RESULTS_BYTES, request -> results(hosts, request)),
            "/api/v1/test-results/pods",
                answered(MAX_RESULTS_BYTES, request -> results(pods, request)),
            "/api/v1/test-results/service", answered(MAX_HEARTBEAT_BYTES, this::service));
    this.gets =
        Map.of(
            HEALTH,
            answered(0, _ -> HEALTHY),
            "/api/v1/hosts",
            answered(0, _ -> addresses("\"host_ips\":", clients.directory().hosts())),
            "/api/v1/pods",
            answered(0, _ -> addresses("\"pod_ips\":", clients.directory().pods())),
            "/api/v1/clients/count",
            answered(0, _ -> count()),
            "/api/v1/test-results/hosts",
            written(output -> results(output, hosts)),
            "/api/v1/test-results/pods",
            written(output -> results(output, pods)),
            "/api/v1/test-results/service",
            written(output -> {
              output.out().raw("{\"results\":");
              output.services(services);
              output.out().raw("}");
            }),
            "/api/v1/results",
            written(this::everything));
  }

  private static String success() {
    return "\"status\":\"success\"}";
  }

  /** Who answers a request; empty where this API has nothing at the path. */
  public Optional<Branch> at(Head head) {
    String path = head.path();
    if (!posts.containsKey(path) && !gets.containsKey(path)) {
      return redirect(head);
    }
    Branch branch = byMethod(head.method()).get(path);
    if (branch == null) {
      // The program knew no 405; a HEAD was unknown to it as well.
      return Optional.empty();
    }
    boolean open = path.equals(HEALTH);
    return Optional.of(open || authorized.test(head.authorization()) ? branch : unauthorized());
  }

  private Map<String, ? extends Branch> byMethod(String method) {
    return switch (method) {
      case "GET" -> gets;
      case "POST" -> posts;
      default -> Map.of();
    };
  }

  private Optional<Branch> redirect(Head head) {
    if (!head.path().endsWith("/")) {
      return Optional.empty();
    }
    String path = head.path().substring(0, head.path().length() - 1);
    if (!byMethod(head.method()).containsKey(path)) {
      return Optional.empty();
    }
    String location = head.query().isEmpty() ? path : path + "?" + head.query();
    Map<String, String> headers = Map.of("Location", location);
    Response moved =
        head.method().equals("GET")
            ? new Response(
                301,
                "text/html; charset=utf-8",
                ("<a href=\"" + path + "\">Moved Permanently</a>.\n\n").getBytes(UTF_8),
                headers)
            : new Response(307, "", new byte[0], headers);
    return Optional.of(answered(0, _ -> moved));
  }

  private static Answered answered(int maxBody, Handler handler) {
    return new Answered(maxBody, handler, K8snetApi::refusal);
  }

  private static Response refusal(HttpError error) {
    String code = error.status() < 500 ? INVALID_REQUEST : "INTERNAL_ERROR";
    Response response =
        error(error.status(), code, "the request was refused", String.valueOf(error.getMessage()));
    return new Response(
        response.status(), response.contentType(), response.body(), error.headers());
  }

  private static Branch unauthorized() {
    Response response =
        error(401, "UNAUTHORIZED", "credentials expected", "Authorization: Basic expected");
    return answered(
        0,
        _ ->
            new Response(
                response.status(),
                response.contentType(),
                response.body(),
                Map.of("WWW-Authenticate", "Basic realm=\"netcheck\"")));
  }

  private static Response error(int status, String code, String message, String details) {
    return json(
        status,
        new String(
            GoWriter.bytes(out ->
                out.raw("{\"code\":")
                    .string(code)
                    .raw(",\"message\":")
                    .string(message)
                    .raw(",\"details\":")
                    .string(details)
                    .raw("}")),
            UTF_8));
  }

  private static Response json(int status, String body) {
    return Response.json(body).withStatus(status);
  }

  private static Response invalid(GoException e) {
    return error(400, INVALID_REQUEST, "invalid request data", e.text());
  }

  private Response heartbeat(Request request) {
    try {
      NodeInfo info = K8snetInput.heartbeat(request.body());
      if (!info.isComplete()) {
        return error(
            400,
            INVALID_REQUEST,
            "missing required field",
            "PodName, NodeIP, PodIP must not be empty");
      }
      clients.hear(info, request.client()).ifPresentOrElse(rejected, taken);
      return HEARD;
    } catch (GoException e) {
      rejected.accept(ClientTable.MALFORMED);
      return invalid(e);
    }
  }

  private Response results(ResultTable table, Request request) {
    try {
      long now = clients.nowNanos();
      Row row = K8snetInput.results(request.body(), mostResults, now, addresses::of);
      boolean put =
          row.source().length() <= LONGEST_SOURCE && table.put(row, clients.patienceNanos());
      if (put) {
        clients.reported(row.source());
      } else {
        rejected.accept(TOO_MANY_RESULTS);
      }
      return SAVED;
    } catch (GoException e) {
      return invalid(e);
    }
  }

  private Response service(Request request) {
    try {
      ServiceRow row = K8snetInput.service(request.body(), clients.nowNanos());
      boolean put =
          row.source().length() <= LONGEST_SOURCE && services.put(row, clients.patienceNanos());
      if (!put) {
        rejected.accept(TOO_MANY_RESULTS);
      }
      return SAVED;
    } catch (GoException e) {
      return invalid(e);
    }
  }

  private static Response addresses(String key, List<String> addresses) {
    return Response.json(
        GoWriter.bytes(out ->
            out.raw("{\"count\":")
                .number(addresses.size())
                .raw(",")
                .raw(key)
                .strings(addresses)
                .raw("}")));
  }

  private Response count() {
    return json(200, "{\"active_client_count\":" + clients.directory().clients() + "}");
  }

  /** Writes one answer. */
  private interface Content {
    void write(K8snetOutput output) throws IOException;
  }

  private Written written(Content content) {
    HttpHandler handler =
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
          exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
          exchange.getResponseHeaders().set("Cache-Control", "no-store");
          write(exchange, content);
        };
    return new Written(handler);
  }

  private void write(HttpExchange exchange, Content content) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (var body = exchange.getResponseBody()) {
      GoWriter out = new GoWriter(body);
      content.write(
          new K8snetOutput(out, clients.directory(), clients.nowNanos(), clients.patienceNanos()));
      out.flush();
    }
  }

  private static void results(K8snetOutput output, ResultTable table) throws IOException {
    output.out().raw("{\"results\":");
    output.matrix(table);
    output.out().raw("}");
  }

  private void everything(K8snetOutput output) throws IOException {
    output.everything(hosts, pods, services, GoTime.of(clock.instant()));
  }

  /** Drops what no longer stands; to be called every second or so. */
  public void tick() {
    Directory directory = clients.directory();
    long now = clients.nowNanos();
    hosts.sweep(directory, now, clients.patienceNanos());
    pods.sweep(directory, now, clients.patienceNanos());
    services.sweep(directory, now, clients.patienceNanos());
  }

  /**
   * Its clients as the exporter's model has clients.
   *
   * @param names of nodes by their addresses, where somebody else has said them
   */
  public List<Client> clients(Map<InetAddress, String> names) {
    return view.snapshot(new NodeNames(names));
  }
}
