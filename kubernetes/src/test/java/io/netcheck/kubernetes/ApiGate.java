// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A proxy between a client and the API that forwards requests or answers them itself. It can break
 * connections, refuse them, or keep them open without an answer.
 */
final class ApiGate implements AutoCloseable {
  /** An answer in place of the API's. */
  record Rule(Predicate<String> request, String answer) {}

  private static final String ACCEPT = "ACCEPT";

  private final int upstream;
  private final InetSocketAddress address;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private volatile List<Rule> rules = List.of();
  private volatile @Nullable ServerSocket server;
  private volatile boolean swallows;
  private volatile UnaryOperator<String> reviews = body -> body;
  private volatile UnaryOperator<String> nodePatches = body -> body;

  ApiGate(int upstream) throws IOException {
    this.upstream = upstream;
    ServerSocket first = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), first.getLocalPort());
    serve(first);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + address.getPort());
  }

  /** The heads of all requests so far. */
  List<String> requests() {
    return List.copyOf(heads);
  }

  /** Answers token reviews, which the mock does not support. */
  void review(UnaryOperator<String> answers) {
    reviews = answers;
  }

  private static boolean isReview(String head) {
    return head.startsWith("POST /apis/authentication.k8s.io/v1/tokenreviews");
  }

  /** Answers requests that contain {@code part}, in place of the API. */
  void answer(String part, int status, String... headers) {
    String body =
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":"
            + status
            + ",\"message\":\"from the gate\"}";
    answerBody(part, status, body, headers);
  }

  void answerBody(String part, int status, String body, String... headers) {
    String head =
        "HTTP/1.1 "
            + status
            + " Gate\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n"
            + Arrays.stream(headers).map(it -> it + "\r\n").collect(Collectors.joining())
            + "\r\n";
    List<Rule> more = new ArrayList<>(rules);
    more.addFirst(new Rule(it -> it.contains(part), head + body));
    rules = List.copyOf(more);
    cut();
  }

  /**
   * A list of nodes, or a part of one.
   *
   * @param more where the next part begins; {@code ""} if this is the last one
   * @param node the only node in it; {@code ""} for none
   */
  static String nodes(String more, String node) {
    String item =
        "{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\""
            + node
            + "\",\"resourceVersion\":\"99\"},\"spec\":{},\"status\":{}}";
    return "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\","
        + "\"continue\":\""
        + more
        + "\"},\"items\":["
        + (node.isEmpty() ? "" : item)
        + "]}";
  }

  /** Begins each watch, and ends it with the error that its resource version is too old. */
  void expire() {
    String event =
        "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\","
            + "\"status\":\"Failure\",\"reason\":\"Expired\",\"code\":410}}";
    // RFC 6455 §5.2: one text frame of less than 64 KiB, from the server and therefore not masked.
    char[] length = {0x81, 126, (char) (event.length() >> 8), (char) (event.length() & 0xff)};
    List<Rule> more = new ArrayList<>(rules);
    more.addFirst(
        new Rule(
            it -> it.contains("Upgrade: websocket"),
            "HTTP/1.1 101 Gate\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + ACCEPT
                + "\r\n\r\n"
                + new String(length)
                + event));
    rules = List.copyOf(more);
    cut();
  }

  /** The answer to the key of a WebSocket handshake (RFC 6455 §4.2.2). */
  private static String accept(String head) {
    String key =
        head.lines()
            .filter(line -> line.startsWith("Sec-WebSocket-Key: "))
            .map(line -> line.substring("Sec-WebSocket-Key: ".length()))
            .findFirst()
            .orElse("");
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-1")
                  .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  /** Forwards everything again. */
  void open() throws IOException {
    rules = List.of();
    swallows = false;
    if (server == null) {
      ServerSocket again = new ServerSocket();
      again.setReuseAddress(true);
      again.bind(address);
      serve(again);
    }
    cut();
  }

  /** Stops listening. */
  void shut() throws IOException {
    ServerSocket last = server;
    server = null;
    if (last != null) {
      last.close();
    }
    cut();
  }

  /** Keeps every connection open, and forwards nothing. */
  void swallow() {
    swallows = true;
  }

  /** Breaks every connection. */
  void cut() {
    for (Socket socket : sockets) {
      close(socket);
    }
  }

  private void serve(ServerSocket listening) {
    server = listening;
    Thread.ofVirtual()
        .start(() -> {
          while (true) {
            try {
              Socket client = listening.accept();
              if (listening.isClosed()) {
                // A connection that arrived just before the gate was shut can still be accepted.
                client.close();
                return;
              }
              sockets.add(client);
              Thread.ofVirtual().start(() -> relay(client));
            } catch (IOException _) {
              return;
            }
          }
        });
  }

  private void relay(Socket client) {
    try (client;
        Socket api = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
      sockets.add(api);
      Thread.ofVirtual().start(() -> pump(api, client));
      InputStream in = new BufferedInputStream(client.getInputStream());
      String head = head(in);
      while (!head.isEmpty()) {
        String request = head;
        heads.add(request);
        String body = new String(in.readNBytes(length(request)), UTF_8);
        var rule = rules.stream().filter(it -> it.request().test(request)).findFirst();
        if (swallows) {
          in.readAllBytes();
        } else if (rule.isPresent()) {
          String answer = rule.get().answer().replace(ACCEPT, accept(request));
          client.getOutputStream().write(answer.getBytes(ISO_8859_1));
        } else if (isReview(request)) {
          answer(client, reviews.apply(body));
        } else if (isNodePatch(request)) {
          answer(client, nodePatches.apply(body));
        } else {
          api.getOutputStream().write(withoutHttp2(request).getBytes(ISO_8859_1));
          api.getOutputStream().write(body.getBytes(UTF_8));
          if (request.contains("Upgrade: websocket")) {
            copy(in, api.getOutputStream());
          }
        }
        head = head(in);
      }
    } catch (IOException _) {
      // The test broke the connection.
    } finally {
      sockets.remove(client);
    }
  }

  /** The mock server knows no strategic merge patch. */
  private static boolean isNodePatch(String request) {
    return request.startsWith("PATCH /api/v1/nodes/") && request.contains("strategic-merge-patch");
  }

  private static void answer(Socket client, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    client
        .getOutputStream()
        .write(
            ("HTTP/1.1 201 Gate\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length
                    + "\r\n\r\n")
                .getBytes(ISO_8859_1));
    client.getOutputStream().write(body);
  }

  /**
   * Answers strategic merge patches of nodes.
   *
   * @param answer to the body of a patch
   */
  void patchNodes(UnaryOperator<String> answer) {
    nodePatches = answer;
  }

  /** The gate reads HTTP/1.1 only. */
  private static String withoutHttp2(String head) {
    return head.contains("Upgrade: h2c")
        ? head.lines()
            .filter(line -> !line.matches("(?i)(upgrade|connection|http2-settings):.*"))
            .collect(Collectors.joining("\r\n", "", "\r\n\r\n"))
            .replace("\r\n\r\n\r\n", "\r\n\r\n")
        : head;
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15))
        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.write(next);
      if (head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
        return head.toString(ISO_8859_1);
      }
    }
    return "";
  }

  private void pump(Socket from, Socket to) {
    try {
      copy(from.getInputStream(), to.getOutputStream());
    } catch (IOException _) {
      // The other side notices the end of its connection.
    } finally {
      close(from);
      close(to);
      sockets.remove(from);
    }
  }

  private void copy(InputStream in, OutputStream out) throws IOException {
    byte[] some = new byte[8192];
    for (int length = in.read(some); length >= 0; length = in.read(some)) {
      if (!swallows) {
        out.write(some, 0, length);
      }
    }
  }

  private static void close(Socket socket) {
    try {
      // A reset: the other side must not wait for data on the way.
      socket.setSoLinger(true, 0);
    } catch (SocketException _) {
      // It is closed already.
    }
    try {
      socket.close();
    } catch (IOException _) {
      // It is closed already.
    }
  }

  @Override
  public void close() throws IOException {
    shut();
  }
}
