// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes API server that only stores objects. There are no controllers that create pods, and
 * no kubelets that run them. A test can {@linkplain #put put} the objects that these would write.
 */
public final class ApiServer implements AutoCloseable {
  /** The version that it reports, without the {@code v}: a maintained version of Kubernetes. */
  public static final String VERSION = "1.35.0";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The same as on a real server. */
  private static final int BODY_LIMIT_BYTES = 3 << 20;

  private final ObjectStore store = new ObjectStore();
  private final ObjectRequests api = new ObjectRequests(store);
  private final List<ApiRequest> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final List<HttpServer> others = new CopyOnWriteArrayList<>();
  private volatile Predicate<ApiRequest> authorized = _ -> true;

  private ApiServer(HttpServer server) {
    this.server = server;
    for (String namespace : List.of("default", "kube-system")) {
      ObjectNode object = ObjectKind.typed("v1", "Namespace");
      object.putObject("metadata").put("name", namespace);
      put(object);
    }
    serve(server);
  }

  private void serve(HttpServer listener) {
    listener.setExecutor(threads);
    listener.createContext("/", this::handle);
    listener.start();
  }

  /** Listens on loopback, without TLS. */
  public static ApiServer start() throws IOException {
    return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null);
  }

  /**
   * @param tls null for no TLS
   */
  public static ApiServer start(InetSocketAddress address, @Nullable SSLContext tls)
      throws IOException {
    return new ApiServer(listener(address, tls));
  }

  private static HttpServer listener(InetSocketAddress address, @Nullable SSLContext tls)
      throws IOException {
    if (tls == null) {
      return HttpServer.create(address, 0);
    }
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return server;
  }

  /** Listens at one more address, in the network namespace of the calling thread. */
  public void listen(InetSocketAddress address, @Nullable SSLContext tls) throws IOException {
    HttpServer other = listener(address, tls);
    others.add(other);
    serve(other);
  }

  public URI url() {
    InetSocketAddress address = server.getAddress();
    String scheme = server instanceof HttpsServer ? "https" : "http";
    String host = address.getAddress().getHostAddress();
    return URI.create(
        scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
  }

  /** All objects of a kind, in all namespaces. */
  public List<ObjectNode> objects(String kind) {
    return store.list(ObjectKind.of(kind), "").objects().stream()
        .map(ObjectNode::deepCopy)
        .toList();
  }

  /** All objects of all kinds. */
  public List<ObjectNode> objects() {
    return ObjectKind.all().flatMap(it -> objects(it.name()).stream()).toList();
  }

  /**
   * @param namespace empty if the kind has none
   */
  public Optional<ObjectNode> get(String kind, String namespace, String name) {
    return store.get(new ObjectKey(ObjectKind.of(kind), namespace, name)).map(ObjectNode::deepCopy);
  }

  /**
   * Creates or replaces an object with its status, which clients may not do, and notifies watches.
   */
  public ObjectNode put(JsonNode object) {
    return api.put(object).deepCopy();
  }

  /** Changes an object if it exists, atomically with respect to clients. */
  public Optional<ObjectNode> edit(
      String kind, String namespace, String name, UnaryOperator<ObjectNode> edit) {
    return store.edit(new ObjectKey(ObjectKind.of(kind), namespace, name), edit);
  }

  /** Returns whether the object existed. */
  public boolean delete(String kind, String namespace, String name) {
    return store.remove(new ObjectKey(ObjectKind.of(kind), namespace, name)).isPresent();
  }

  /**
   * Sets a hook for objects that clients create. The server stores and returns the result of the
   * hook, which may throw {@link ApiException}. TokenReviews are not stored.
   */
  public void onCreate(String kind, UnaryOperator<ObjectNode> hook) {
    api.onCreate(ObjectKind.of(kind), hook);
  }

  /** Sets the authorization. Before this call, every request is allowed. */
  public void authorize(Predicate<ApiRequest> allowed) {
    authorized = allowed;
  }

  /** All requests in order, including denied ones. */
  public List<ApiRequest> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      ApiRequest request = ApiRequest.of(exchange);
      requests.add(request);
      try {
        answer(exchange, request);
      } catch (ApiException e) {
        respond(exchange, e.code(), e.status());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange, ApiRequest request)
      throws IOException, InterruptedException {
    JsonNode body = body(exchange, request);
    if (!authorized.test(request)) {
      throw request.token().isEmpty()
          ? new ApiException(401, "Unauthorized", "Unauthorized")
          : new ApiException(
              403,
              "Forbidden",
              request.resource()
                  + " is forbidden: cannot "
                  + request.verb()
                  + " "
                  + request.path());
    }
    if (request.path().equals("/openapi/v2")) {
      // An empty document in protobuf describes nothing, so clients leave validation to the server.
      exchange
          .getResponseHeaders()
          .set("Content-Type", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    Optional<ObjectNode> description = description(request.path());
    if (description.isPresent()) {
      respond(exchange, 200, description.get());
      return;
    }
    ObjectKind kind =
        ObjectKind.of(request.apiVersion(), request.resource())
            .orElseThrow(ApiException::unknownPath);
    if (request.verb().equals("watch")) {
      if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
        // Like the proxy of kubectl, which has no WebSockets. The fabric8 client then watches
        // without them.
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      ObjectWatch watch = new ObjectWatch(store, request, kind);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        watch.run(out);
      }
    } else {
      ObjectNode answer = api.answer(request, kind, body);
      respond(exchange, request.verb().equals("create") ? 201 : 200, answer);
    }
  }

  private static JsonNode body(HttpExchange exchange, ApiRequest request) throws IOException {
    try (InputStream in = exchange.getRequestBody()) {
      byte[] bytes = in.readNBytes(BODY_LIMIT_BYTES + 1);
      if (bytes.length > BODY_LIMIT_BYTES) {
        throw new ApiException(413, "RequestEntityTooLarge", "limit is " + BODY_LIMIT_BYTES);
      }
      return bytes.length == 0
          ? MissingNode.getInstance()
          : request.contentType().equals(Protobuf.TYPE)
              ? Protobuf.read(bytes)
              : JSON.readTree(bytes);
    } catch (JsonProcessingException _) {
      throw ApiException.unsupported(request.contentType());
    }
  }

  private static Optional<ObjectNode> description(String path) {
    return switch (path) {
      case "/version" ->
          Optional.of(
              JSON.createObjectNode()
                  .put("major", "1")
                  .put("minor", VERSION.split("\\.", -1)[1])
                  .put("gitVersion", "v" + VERSION));
      case "/api" -> {
        ObjectNode versions = ObjectKind.typed("", "APIVersions").without("apiVersion");
        versions.putArray("versions").add("v1");
        yield Optional.of(versions);
      }
      case "/apis" -> Optional.of(ObjectKind.groups());
      default -> ObjectKind.resources(path.replaceFirst("^/apis?/", ""));
    };
  }

  private static void respond(HttpExchange exchange, int code, ObjectNode answer)
      throws IOException {
    byte[] bytes = answer.toString().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    store.close();
    // Watches end themselves. All other open requests have this much time.
    server.stop(1);
    others.forEach(other -> other.stop(1));
    threads.close();
  }
}
