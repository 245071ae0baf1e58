// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.files.ReadFiles;
import io.netcheck.daemon.tls.ClientTls;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.LogfmtLine;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of an exporter tells who was refused, and by what agents are known. */
@MachineTest
class AuditLogTest {
  private static final String LOOPBACK = "127.0.0.1";

  private static void tlsOnly(Path folder, Certificates certificates, Path file)
      throws IOException {
    Files.writeString(
        folder.resolve("web.yml"),
        """
        tls_server_config:
          cert_file: %s
          key_file: %s
          client_auth_type: RequireAndVerifyClientCert
          client_ca_file: %s
        """
            .formatted(
                certificates.of("server", "cert"),
                certificates.of("server", "key"),
                certificates.ca()));
    Files.createFile(file);
  }

  private static void refused(int port, Certificates server, Optional<Certificates> client) {
    ClientTls tls =
        new ClientTls(
            Optional.of(Path.of(server.ca())),
            client.map(it -> Path.of(it.of("client", "cert"))),
            client.map(it -> Path.of(it.of("client", "key"))));
    assertThrows(
        IOException.class,
        () -> {
          try (Socket socket =
              tls.context(new ReadFiles()).getSocketFactory().createSocket(LOOPBACK, port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
            // With TLS 1.3, the client learns only now that its certificate is refused.
            if (socket.getInputStream().read() < 0) {
              throw new IOException("closed");
            }
          }
        });
  }

  private static void plain(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("GET /secret HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }

  private static AgentProcess agent(URI exporter, Certificates own, String node, String address)
      throws IOException {
    return AgentProcess.onLoopback(
        exporter,
        node,
        address,
        "--client-port=" + FreePort.get(),
        "--server-ca-file=" + own.ca(),
        "--server-cert-file=" + own.of("client", "cert"),
        "--server-key-file=" + own.of("client", "key"));
  }

  /** Waits for a line with these fields among others. */
  private static void awaitLine(Path log, Map<String, String> fields) {
    await()
        .atMost(60, TimeUnit.SECONDS)
        .untilAsserted(() -> {
          List<String> lines = Files.readAllLines(log);
          assertTrue(
              lines.stream()
                  .map(LogfmtLine::fields)
                  .anyMatch(line -> line.entrySet().containsAll(fields.entrySet())),
              () -> fields + " expected in " + lines);
        });
  }

  @Test
  void eachRefusalAndEachFirstUseIsALine(@TempDir Path folder) throws IOException {
    TestRequirements.tools("openssl");
    Certificates ours = new Certificates(Files.createDirectory(folder.resolve("ours")));
    Certificates others = new Certificates(Files.createDirectory(folder.resolve("others")));
    Path log = folder.resolve("log");
    tlsOnly(folder, ours, log);
    int port = FreePort.get();
    URI url = URI.create("https://" + LOOPBACK + ":" + port);
    try (ExporterProcess _ =
            new ExporterProcess(
                port, log, "--auth=certificate", "--web-config-file=" + folder.resolve("web.yml"));
        AgentProcess _ = agent(url, ours, "client", "127.0.87.1");
        AgentProcess _ = agent(url, ours, "server", "127.0.87.2")) {
      awaitLine(
          log,
          Map.of(
              "msg", "identity first used",
              "event", "auth",
              "id", "host/client",
              "mode", "certificate",
              "credential", "CN=client",
              "address", LOOPBACK));
      awaitLine(
          log,
          Map.of(
              "msg", "client refused",
              "event", "auth",
              "reason", "wrong_node",
              "claims", "host/server",
              "credential", "CN=client",
              "address", LOOPBACK));
      refused(port, ours, Optional.of(others));
      awaitLine(
          log,
          Map.of(
              "msg", "certificate refused",
              "event", "auth",
              "subject", "CN=client",
              "address", LOOPBACK));
      refused(port, ours, Optional.empty());
      awaitLine(log, Map.of("msg", "handshake refused", "event", "auth", "address", LOOPBACK));
      plain(port);
      awaitLine(log, Map.of("msg", "handshake refused", "problem", "not TLS"));
    }
  }

  @Test
  void theReportNeedsTheTokenAndEachRefusalIsALine(@TempDir Path folder) throws Exception {
    String token = "0123456789abcdef";
    Path log = Files.createFile(folder.resolve("log"));
    int port = FreePort.get();
    try (ExporterProcess _ =
        new ExporterProcess(
            port,
            log,
            "--web-token-file=" + Files.writeString(folder.resolve("token"), token + "\n"))) {
      await()
          .atMost(60, TimeUnit.SECONDS)
          .ignoreExceptions()
          .until(() -> status(port, "/-/healthy", "") == 200);
      for (String path : List.of("/report", "/metrics", "/", "/api/v2/checks/x")) {
        assertEquals(401, status(port, path, ""), path);
        assertEquals(401, status(port, path, "Bearer fedcba9876543210"), path);
      }
      for (String path : List.of("/report", "/metrics", "/")) {
        assertEquals(200, status(port, path, "Bearer " + token), path);
      }
      awaitLine(
          log,
          Map.of(
              "msg", "request refused",
              "event", "auth",
              "reason", "unauthorized",
              "path", "/report",
              "address", LOOPBACK));
      assertFalse(Files.readString(log).contains("fedcba"), "nothing that a client sent");
    }
  }

  private static int status(int port, String path, String authorization) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://" + LOOPBACK + ":" + port + path).toURL().openConnection();
    if (!authorization.isEmpty()) {
      connection.setRequestProperty("Authorization", authorization);
    }
    return connection.getResponseCode();
  }
}
