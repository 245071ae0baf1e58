// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.FreePort;
import io.netcheck.testing.LogfmtLine;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever clients send to an exporter, its log has one form, and a limited number of lines. */
@MachineTest
class LogFloodTest {
  private static final String PASSWORD = "secret";

  /** The hash of that, with the lowest cost. */
  private static final String USERS =
      "basic_auth_users:\n  prometheus: $2y$04$dwWQp6Rr7OV2GO.IfouX7eIHgtWuq.EArJ.lFjE3frZ4zgZs2hKG6\n";

  private static final int TIMES = 100;
  private static final int BURST = 20;

  private static String basic(String password) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(("prometheus:" + password).getBytes(UTF_8))
        + "\r\n";
  }

  private static String get(String target, String headers) {
    return "GET " + target + " HTTP/1.1\r\nHost: exporter\r\n" + headers + "\r\n";
  }

  private static String heartbeat(String headers, String body) {
    return "POST /api/v2/heartbeat HTTP/1.1\r\nHost: exporter\r\nContent-Type: application/json\r\n"
        + headers
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** Everything that an outsider can get wrong. */
  private static List<String> requests(String token) {
    return List.of(
        heartbeat("", "{}"),
        heartbeat("Authorization: Bearer wrong\r\n", "{}"),
        heartbeat("Authorization: Bearer " + token + "\r\n", "{\"node\": \"a\\nb\"}"),
        get("/metrics", ""),
        get("/metrics%20level=error", ""),
        get("/%0Atime=now%20level=error%20%E2%80%A8%1b", basic("wrong")),
        get("/api/v1/agents/%0D%0Aevent=auth", basic(PASSWORD)),
        get("/api/v1/agents/\u0001\u0085", basic(PASSWORD)),
        get("//[::1", basic(PASSWORD)),
        "\u0016\u0003\u0001 no HTTP at all\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n");
  }

  private static void send(int port, String request, boolean aborts) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      if (aborts) {
        // A reset instead of an orderly end.
        socket.setSoLinger(true, 0);
      } else {
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      }
    }
  }

  private static void flood(int port, String token) throws IOException {
    for (int i = 0; i < TIMES; i++) {
      for (String request : requests(token)) {
        send(port, request, false);
      }
      send(port, get("/metrics", basic(PASSWORD)), true);
    }
  }

  private static List<Map<String, String>> log(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(LogfmtLine::fields).toList();
  }

  @Test
  void aFloodOfBadRequestsIsAFewReadableLines(@TempDir Path folder) throws IOException {
    int port = FreePort.get();
    Path file = folder.resolve("log");
    Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef0123456789abcdef\n");
    Path users = Files.writeString(folder.resolve("web.yml"), USERS);
    try (ExporterProcess exporter =
            new ExporterProcess(
                port,
                file,
                "--auth=token",
                "--auth-token-file=" + token,
                "--web-config-file=" + users);
        AgentProcess _ =
            AgentProcess.onLoopback(
                exporter.url(), "flooded", "127.0.86.1", "--token-file=" + token)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> exporter.logged("msg=\"identity first used\"") > 0);
      flood(port, Files.readString(token).strip());
    }
    List<Map<String, String>> lines = log(file);
    checkNumbers(lines);
    checkAudit(lines);
  }

  private static void checkNumbers(List<Map<String, String>> lines) {
    Map<String, List<Instant>> kinds = new TreeMap<>();
    lines.forEach(line ->
        kinds
            .computeIfAbsent(
                line.get("logger") + " " + line.get("msg") + " " + line.get("reason"),
                _ -> new ArrayList<>())
            .add(Instant.parse(line.get("time"))));
    kinds.forEach((kind, times) -> {
      long seconds = Duration.between(times.getFirst(), times.getLast()).toSeconds() + 1;
      assertTrue(times.size() <= BURST + seconds / 2 + 1, () -> kind + " " + times);
    });
    assertEquals(
        List.of(), lines.stream().filter(line -> "error".equals(line.get("level"))).toList());
  }

  private static void checkAudit(List<Map<String, String>> lines) {
    for (String reason : List.of("unauthenticated", "credential_refused")) {
      long refused =
          lines.stream()
              .filter(line ->
                  reason.equals(line.get("reason"))
                      || line.getOrDefault("of", "").contains("reason=" + reason + " "))
              .mapToLong(line ->
                  (line.containsKey("of") ? 0 : 1)
                      + Long.parseLong(line.getOrDefault("left_out", "0")))
              .sum();
      assertEquals(TIMES, refused, () -> reason + " " + lines);
    }
    List<Map<String, String>> first =
        lines.stream().filter(line -> "identity first used".equals(line.get("msg"))).toList();
    assertEquals(
        List.of("host/flooded token shared token 127.0.0.1"),
        first.stream()
            .map(line ->
                String.join(
                    " ",
                    line.get("id"),
                    line.get("mode"),
                    line.get("credential"),
                    line.get("address")))
            .toList());
    assertTrue(
        lines.stream()
            .anyMatch(line ->
                "request refused".equals(line.get("msg"))
                    && "/\ntime=now level=error \u2028\u001b".equals(line.get("path"))),
        lines::toString);
    assertTrue(
        lines.stream()
            .filter(line -> line.getOrDefault("msg", "").endsWith(" refused"))
            .allMatch(line -> "auth".equals(line.get("event"))),
        lines::toString);
  }
}
