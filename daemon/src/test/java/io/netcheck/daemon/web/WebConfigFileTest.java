// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.TokenBucket;
import io.netcheck.daemon.files.ReadFiles;
import io.netcheck.daemon.tls.TestCertificates;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files of {@code src/test/resources/web-config}: those of {@code agreed} are judged by
 * promtool as by us, those of {@code newer} have fields that Debian's promtool does not know, and
 * those of {@code stricter} promtool takes and we do not, as {@code docs/web-config.md} says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebConfigFileTest {
  private static final Path CORPUS = Path.of("src/test/resources/web-config");

  private Path folder;

  @BeforeAll
  void make(@TempDir Path temporary) throws IOException {
    folder = temporary;
    TestCertificates certificates =
        new TestCertificates(folder).issue("server", "dns:server").issueRsa("rsa", "dns:rsa");
    write("rsa-pkcs1.key", certificates.pkcs1("rsa"));
    write("server-sec1.key", certificates.sec1("server"));
    write("both.pem", read("server.pem") + read("server.key"));
    write("encrypted.key", TestCertificates.pem("ENCRYPTED PRIVATE KEY", new byte[100]));
    write("garbage.pem", TestCertificates.pem("CERTIFICATE", new byte[100]));
    try (Stream<Path> files = Files.walk(CORPUS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text =
            Files.readString(file)
                .replace("__CERT__", read("server.pem").indent(4).stripTrailing())
                .replace("__KEY__", read("server.key").indent(4).stripTrailing())
                .replace("__CA__", read("ca.pem").indent(4).stripTrailing());
        write(flat(CORPUS.relativize(file)), text);
      }
    }
  }

  private static String flat(Path file) {
    return file.toString().replace('/', '+');
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  static Stream<Path> corpus() {
    try (Stream<Path> files = Files.walk(CORPUS)) {
      return files.filter(Files::isRegularFile).map(CORPUS::relativize).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Path> agreed() {
    return corpus().filter(file -> file.startsWith("agreed"));
  }

  private static Optional<String> problem(Path file) {
    try {
      WebConfigFile.read(file, new ReadFiles());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void aFileIsTakenIfItIsGood(Path file) {
    Optional<String> problem = problem(folder.resolve(flat(file)));
    assertEquals(file.toString().contains("good/"), problem.isEmpty(), problem::toString);
  }

  @Test
  void thereAreEnoughToCompare() {
    assertTrue(agreed().count() >= 80, "files that promtool judges too");
  }

  @ParameterizedTest
  @MachineTest
  @MethodSource("corpus")
  void promtoolJudgesAsWeDo(Path file) throws IOException {
    TestRequirements.tools("promtool");
    Path copy = folder.resolve(flat(file));
    if (file.startsWith("newer") && !Promtool.knows(copy)) {
      // An older one refuses whatever has a field that it does not know, good or bad.
      assertFalse(Promtool.accepts(copy));
      return;
    }
    // What we alone refuse is good for promtool: where it is not any more, it belongs elsewhere.
    assertEquals(!file.toString().contains("bad/"), Promtool.accepts(copy));
  }

  private String problem(String text) throws IOException {
    return problem(write("one.yml", text)).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void aDeepFileIsRefusedAndEndsNothing(String level) throws IOException {
    assertEquals(
        "line 1: expected at most 20 levels of nested fields and lists",
        problem(level.repeat(100_000)));
  }

  @Test
  void aProblemNamesItsPlaceAndWhatIsExpected() throws IOException {
    assertEquals(
        "line 2: tls_server_config.certificate: expected a known field: one of cert, cert_file,"
            + " cipher_suites, client_allowed_sans, client_auth_type, client_ca, client_ca_file,"
            + " curve_preferences, key, key_file, max_version, min_version,"
            + " prefer_server_cipher_suites",
        problem("tls_server_config:\n  certificate: a"));
    assertEquals(
        "line 2: http_server_config.http2: expected true or false",
        problem("http_server_config:\n  http2: maybe"));
    assertEquals(
        "tls_server_config.key_file: expected the name of a file, or key",
        problem("tls_server_config:\n  cert_file: server.pem"));
    assertEquals(
        "line 1: not well-formed YAML: found character '@' that cannot start any token. (Do not use"
            + " @ for indentation)",
        problem("a: @b"));
    assertTrue(
        problem("tls_server_config:\n  cert_file: no.pem\n  key_file: server.key")
            .endsWith("/no.pem is not there"));
  }

  @Test
  void aWrongPasswordIsNotRepeated() throws IOException {
    assertFalse(problem("basic_auth_users:\n  alice: my-password").contains("my-password"));
  }

  @Test
  void whatItSaysIsWhatThereIs() throws IOException {
    WebConfig config =
        WebConfigFile.read(
            write(
                "all.yml",
                """
                http_server_config:
                  headers:
                    X-Frame-Options: deny
                    X-XSS-Protection: ""
                rate_limit:
                  interval: 100ms
                  burst: 20
                """),
            new ReadFiles());
    assertEquals(Map.of("X-Frame-Options", "deny"), config.headers());
    assertEquals(Optional.of(new TokenBucket.Rate(Duration.ofMillis(100), 20)), config.rate());
    assertTrue(config.tls().isEmpty());
    assertTrue(config.users().isEmpty());
  }

  @Test
  void anIntervalIsNeverNegative() throws IOException {
    for (String wrong : List.of("-1s", "-0s", "-0")) {
      String problem = problem("rate_limit:\n  interval: " + wrong + "\n  burst: 1");
      assertTrue(problem.contains("interval"), problem);
    }
  }
}
