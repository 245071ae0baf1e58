// SPDX-License-Identifier: Apache-2.0
package io.netcheck.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.auth.AuthConfig;
import io.netcheck.auth.AuthSettings;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.StartException;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.exporter.ExporterConfig;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.AllowedRanges;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
  private static Settings settings(Map<String, String> environment) {
    return new Settings(ServerSettings.ALL, environment, List.of());
  }

  private static List<String> problems(Map<String, String> environment) {
    Settings settings = settings(environment);
    ServerConfig.of(settings);
    return settings.problems().stream().map(Object::toString).toList();
  }

  @Test
  void theDefaultsAreThoseOfTheContract() {
    Settings settings = settings(Map.of());
    ExporterConfig config = ServerConfig.of(settings).exporter();
    assertEquals(List.of(), settings.problems());
    // Both IP families, or IPv4 alone where the host has no IPv6.
    assertTrue(config.listen().getAddress().isAnyLocalAddress(), config.listen()::toString);
    assertEquals(8080, config.listen().getPort());
    assertEquals(Duration.ofSeconds(15), config.registry().freshness());
    assertEquals(Duration.ofHours(1), config.registry().forgetAfter());
    assertEquals(10_000, config.registry().maxClients());
    assertEquals(AllowedRanges.PRIVATE, config.registry().allowed());
    assertEquals(24, config.peerLimit());
    assertEquals(Duration.ofMinutes(5), config.reportInterval());
    assertEquals(Map.of(), config.expectedClients());
    assertEquals("", config.cluster());
    assertEquals(200_000, config.seriesLimit());
  }

  @Test
  void everySettingIsTaken() {
    Settings settings =
        settings(
            Map.ofEntries(
                Map.entry("NETCHECK_HTTP_ADDRESS", "::"),
                Map.entry("HTTP_PORT", "9000"),
                Map.entry("CACHE_KEY_SECOND", "30"),
                Map.entry("NETCHECK_CLIENT_FORGET_AFTER", "10m"),
                Map.entry("NETCHECK_MAX_CLIENTS", "50"),
                Map.entry("NETCHECK_ALLOWED_CIDRS", "127.0.0.0/8, ::1/128"),
                Map.entry("NETCHECK_PEER_LIMIT", "8"),
                Map.entry("REPORT_INTERVAL", "0"),
                Map.entry("NETCHECK_EXPECTED_CLIENTS", "pod=3, host=4"),
                Map.entry("NETCHECK_CLUSTER", "east"),
                Map.entry("NETCHECK_SERIES_LIMIT", "100")));
    ExporterConfig config = ServerConfig.of(settings).exporter();
    assertEquals(List.of(), settings.problems());
    assertEquals(new InetSocketAddress(InetAddress.ofLiteral("::"), 9000), config.listen());
    assertEquals(Duration.ofSeconds(30), config.registry().freshness());
    assertEquals(Duration.ofMinutes(10), config.registry().forgetAfter());
    assertEquals(50, config.registry().maxClients());
    assertEquals(AllowedRanges.of("127.0.0.0/8", "::1/128"), config.registry().allowed());
    assertEquals(8, config.peerLimit());
    assertEquals(Duration.ZERO, config.reportInterval());
    assertEquals(Map.of(AgentKind.POD, 3, AgentKind.HOST, 4), config.expectedClients());
    assertEquals("east", config.cluster());
    assertEquals(100, config.seriesLimit());
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    List<String> problems =
        problems(
            Map.of(
                "NETCHECK_HTTP_ADDRESS", "localhost",
                "HTTP_PORT", "70000",
                "NETCHECK_ALLOWED_CIDRS", "10.0.0.1/8",
                "NETCHECK_EXPECTED_CLIENTS", "pods=3",
                "NETCHECK_PER_LIMIT", "3"));
    assertEquals(5, problems.size(), problems::toString);
    assertTrue(
        problems.contains(
            "NETCHECK_PER_LIMIT=3: expected a known setting; did you mean NETCHECK_PEER_LIMIT?"),
        problems::toString);
    assertTrue(
        problems.stream()
            .anyMatch(problem ->
                problem.startsWith("NETCHECK_ALLOWED_CIDRS=10.0.0.1/8: ")
                    && problem.contains("has bits after its prefix")),
        problems::toString);
  }

  @Test
  void settingsThatContradictEachOtherAreProblems() {
    assertEquals(
        List.of(
            "NETCHECK_CLIENT_FORGET_AFTER=15s: expected more than CACHE_KEY_SECOND, or no client"
                + " is ever stale",
            "NETCHECK_EXPECTED_CLIENTS=pod=6,host=5: expected no more clients than"
                + " NETCHECK_MAX_CLIENTS allows"),
        problems(
            Map.of(
                "NETCHECK_CLIENT_FORGET_AFTER", "15s",
                "NETCHECK_MAX_CLIENTS", "10",
                "NETCHECK_EXPECTED_CLIENTS", "pod=6,host=5")));
  }

  @Test
  void aBusyPortIsOneSentence() throws IOException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = busy.getLocalPort();
      int code =
          Main.PROGRAM.run(
              List.of("--http-address=127.0.0.1", "--http-port", Integer.toString(port)),
              Map.of(),
              System.out,
              new PrintStream(err, true, UTF_8));
      assertEquals(1, code);
      assertEquals(
          "netcheck exporter: cannot listen on 127.0.0.1 port "
              + port
              + ": Address already in use\n",
          err.toString(UTF_8));
    }
  }

  @Test
  void aStoreThatCannotBeIsSaid(@TempDir Path folder) throws IOException {
    Map<String, String> wrong =
        Map.of(
            "redis",
            "",
            "file:",
            " (the path of a file is missing)",
            "file:" + folder,
            " (this is a folder)",
            "file:" + folder.resolve("no/state"),
            " (the folder does not exist: " + folder.resolve("no") + ")",
            "etcd:",
            " (an address is missing)",
            "etcd:10.0.0.1:2379",
            " (an address is not http://HOST:PORT or https://HOST:PORT)",
            "etcd:http://10.0.0.1",
            " (an address has no port)",
            "etcd:http://a:b@10.0.0.1:2379",
            " (put user and password into NETCHECK_ETCD_AUTH_FILE)",
            "etcd:http://10.0.0.1:2379,https://10.0.0.2:2379",
            " (all addresses must use the same scheme, http or https)");
    wrong.forEach((value, why) ->
        assertEquals(
            List.of(
                "NETCHECK_STORE="
                    + value.replace("a:b@", "***@")
                    + ": expected "
                    + ServerSettings.STORE.form().expected()
                    + why),
            problems(Map.of("NETCHECK_STORE", value))));
    for (String right :
        List.of(
            "memory",
            "file:" + folder.resolve("state"),
            "etcd:http://10.0.0.1:2379,http://etcd-2.etcd:2379",
            "etcd:https://[fd00::1]:2379")) {
      assertEquals(List.of(), problems(Map.of("NETCHECK_STORE", right)));
    }
  }

  @Test
  void certificatesMustFitTogetherAndBeOfUse(@TempDir Path folder) throws IOException {
    String pem = Files.writeString(folder.resolve("pem"), "-----BEGIN X-----\n").toString();
    String text = Files.writeString(folder.resolve("text"), "user:password:more\n").toString();
    assertEquals(
        List.of(
            "NETCHECK_ETCD_KEY_FILE: expected a certificate and its key, or neither of them",
            "NETCHECK_ETCD_CERT_FILE="
                + pem
                + ": expected no value, because NETCHECK_STORE is not etcd:https://…"),
        problems(Map.of("NETCHECK_ETCD_CERT_FILE", pem)));
    assertEquals(
        List.of(
            "NETCHECK_ETCD_CA_FILE=" + text + ": expected the path of a PEM file (not a PEM file)"),
        problems(Map.of("NETCHECK_STORE", "etcd:https://e:1", "NETCHECK_ETCD_CA_FILE", text)));
    ServerConfig config =
        ServerConfig.of(
            settings(
                Map.of(
                    "NETCHECK_STORE", "etcd:http://e:1",
                    "NETCHECK_ETCD_AUTH_FILE", text,
                    "NETCHECK_ETCD_PREFIX", "/a/b/")));
    assertTrue(config.store().toString().contains("user:***"), config.store().toString());
    assertTrue(!config.store().toString().contains("password"), config.store().toString());
    assertEquals(1, problems(Map.of("NETCHECK_ETCD_PREFIX", "a")).size());
  }

  @Test
  void whoHeartbeatsIsAskedInAPodOnlyUnlessItIsSaid(@TempDir Path folder) throws IOException {
    assertEquals(new AuthConfig.None(false), ServerConfig.of(settings(Map.of())).exporter().auth());
    Path file = Files.writeString(folder.resolve("token"), "0123456789abcdef");
    assertEquals(
        new AuthConfig.Token(file),
        ServerConfig.of(
                settings(
                    Map.of("NETCHECK_AUTH", "token", "NETCHECK_AUTH_TOKEN_FILE", file.toString())))
            .exporter()
            .auth());
    Path kubeconfig = Files.writeString(folder.resolve("config"), "");
    Map<String, String> byFile =
        Map.of("NETCHECK_KUBERNETES", "on", "KUBECONFIG", kubeconfig.toString());
    assertEquals(new AuthConfig.None(false), ServerConfig.of(settings(byFile)).exporter().auth());
    Map<String, String> asked = new HashMap<>(byFile);
    asked.put("NETCHECK_AUTH", "kubernetes");
    asked.put("NETCHECK_AUTH_SERVICE_ACCOUNTS", "netcheck/agent, netcheck/agent-host");
    asked.put("NETCHECK_AUTH_AUDIENCE", "ours");
    asked.put("NETCHECK_AUTH_GRACE", "1m");
    Settings settings = settings(asked);
    assertEquals(
        new AuthConfig.Kubernetes(
            "ours", Set.of("netcheck/agent", "netcheck/agent-host"), Duration.ofMinutes(1)),
        ServerConfig.of(settings).exporter().auth());
    assertEquals(List.of(), settings.problems());
    assertEquals(
        new AuthConfig.Kubernetes("netcheck-exporter", Set.of(), Duration.ofMinutes(5)),
        AuthSettings.read(settings(Map.of()), new AuthConfig.Environment(true, true, false)));
    assertEquals(
        new AuthConfig.None(),
        AuthSettings.read(
            settings(Map.of("NETCHECK_AUTH", "none")),
            new AuthConfig.Environment(true, true, false)));
    Settings verified = settings(Map.of("NETCHECK_AUTH", "certificate"));
    assertEquals(
        new AuthConfig.Certificate(),
        AuthSettings.read(verified, new AuthConfig.Environment(true, true, true)));
    assertEquals(List.of(), verified.problems());
  }

  @Test
  void aModeThatCannotWorkIsAProblemAtTheStart() {
    assertEquals(
        List.of(
            "NETCHECK_AUTH_TOKEN_FILE: expected the path of a file, because NETCHECK_AUTH is"
                + " token"),
        problems(Map.of("NETCHECK_AUTH", "token")));
    assertEquals(
        List.of("NETCHECK_AUTH_TOKEN_FILE=/t: expected no value, because NETCHECK_AUTH is none"),
        problems(Map.of("NETCHECK_AUTH_TOKEN_FILE", "/t")));
    assertEquals(
        List.of(
            "NETCHECK_AUTH=kubernetes: expected another mode, or access to the Kubernetes API"
                + " (NETCHECK_KUBERNETES)"),
        problems(Map.of("NETCHECK_AUTH", "kubernetes")));
    assertEquals(
        List.of(
            "NETCHECK_AUTH=certificate: expected another mode, or a NETCHECK_WEB_CONFIG_FILE that"
                + " verifies client certificates (client_auth_type and client_ca_file)"),
        problems(Map.of("NETCHECK_AUTH", "certificate")));
    for (Map.Entry<String, String> wrong :
        Map.of(
                "NETCHECK_AUTH", "password",
                "NETCHECK_AUTH_AUDIENCE", "two words",
                "NETCHECK_AUTH_SERVICE_ACCOUNTS", "agent",
                "NETCHECK_AUTH_GRACE", "2h")
            .entrySet()) {
      List<String> problems = problems(Map.of(wrong.getKey(), wrong.getValue()));
      assertEquals(1, problems.size(), problems::toString);
      assertTrue(
          problems.getFirst().startsWith(wrong.getKey() + "=" + wrong.getValue()),
          problems::toString);
    }
  }

  @Test
  void aTokenFileWithoutATokenEndsTheStart(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "short");
    ServerConfig config =
        ServerConfig.of(
            settings(
                Map.of(
                    "NETCHECK_AUTH", "token",
                    "NETCHECK_AUTH_TOKEN_FILE", file.toString(),
                    "HTTP_PORT", "0")));
    assertEquals(
        List.of(
            "NETCHECK_AUTH_TOKEN_FILE=%s: expected a file with one token, or two while it is replaced: %s: %s"
                .formatted(
                    file, file, "a line is no token of at least 16 letters, digits and -._~+/")),
        problems(Map.of("NETCHECK_AUTH", "token", "NETCHECK_AUTH_TOKEN_FILE", file.toString())));
    // It may be spoilt between the check and the start.
    StartException e = assertThrows(StartException.class, () -> config.start(ProcessClock.SYSTEM));
    assertEquals(
        "the token file " + file + ": a line is no token of at least 16 letters, digits and -._~+/",
        e.getMessage());
  }

  @Test
  void aTokenFileHasOneTokenOrTwo(@TempDir Path folder) throws IOException {
    String token = "0123456789abcdef";
    for (String good : List.of(token, "\n " + token + " \n\n", token + "\n" + token + "==")) {
      Path file = Files.writeString(folder.resolve("token"), good);
      assertEquals(Optional.empty(), new AuthConfig.Token(file).problem());
    }
    for (String bad :
        List.of(
            "",
            token.substring(1),
            token + " " + token,
            token + "\nshort",
            "x".repeat(8 * 1024 + 1),
            token + "\n" + token + "\n" + token)) {
      Path file = Files.writeString(folder.resolve("token"), bad);
      assertTrue(new AuthConfig.Token(file).problem().isPresent(), bad);
    }
  }
}
