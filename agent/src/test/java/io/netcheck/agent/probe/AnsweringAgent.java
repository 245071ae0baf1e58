// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import io.netcheck.daemon.http.jdk.JdkHttpListener;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What an agent answers to probes: echoes over UDP, and over TCP the page with its identity. */
final class AnsweringAgent implements AutoCloseable {
  private static final HttpLimits LIMITS = new HttpLimits(Duration.ofSeconds(5), 64, 8);

  private final EventLoop loop = new EventLoop(ProcessClock.SYSTEM);
  private final UdpResponder responder;
  private final List<HttpListener> listeners;

  /**
   * @param port 0 for any
   */
  AnsweringAgent(String node, List<InetAddress> addresses, int port) {
    AgentIdentity identity = identity(node);
    responder = new UdpResponder(loop, addresses, port, identity, ProcessClock.SYSTEM);
    byte[] large = LargeAnswer.page(identity);
    Routes routes =
        new Routes()
            .get(TcpHello.PATH, _ -> Response.text(TcpHello.page(identity)))
            .get(LargeAnswer.PATH, _ -> new Response(200, "text/plain", large, Map.of()));
    listeners =
        addresses.stream()
            .map(address ->
                JdkHttpListener.SERVER.open(
                    new InetSocketAddress(address, responder.port()), LIMITS, routes))
            .toList();
    listeners.forEach(listener -> DeferredAccept.set(listener.address()));
  }

  static AgentIdentity identity(String node) {
    return AgentIdentity.of(new ClientId(AgentKind.HOST, node));
  }

  int port() {
    return responder.port();
  }

  @Override
  public void close() {
    listeners.forEach(HttpListener::close);
    responder.close();
    loop.close();
  }

  /** Runs one in the network namespace of a process until its standard input ends. */
  static Process start(String namespaceOf, String node, String port, String... addresses)
      throws IOException {
    Process process =
        new ProcessBuilder(
                "nsenter",
                "-t",
                namespaceOf,
                "-n",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx48m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=jdk.httpserver/sun.net.httpserver=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                AnsweringAgent.class.getName(),
                node,
                port,
                String.join(",", addresses))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.inputReader().readLine();
    return process;
  }

  public static void main(String[] arguments) throws Exception {
    List<InetAddress> addresses =
        List.of(arguments[2].split(",")).stream().map(InetAddress::ofLiteral).toList();
    try (AnsweringAgent _ =
        new AnsweringAgent(arguments[0], addresses, Integer.parseInt(arguments[1]))) {
      System.out.println("ready");
      while (System.in.read() >= 0) {
        // Only its end matters.
      }
    }
    System.exit(0);
  }
}
