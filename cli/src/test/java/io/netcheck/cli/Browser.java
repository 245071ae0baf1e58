// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Chromium without a window, driven by the few commands of WebDriver (W3C) that tests need. What
 * its console says, and what the Content-Security-Policy of a page forbids, is kept for {@link
 * #complaints}.
 */
final class Browser implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path profile;
  private final Process driver;
  private final String root;
  private final String session;

  Browser() throws IOException {
    // It finds the browser itself: Chromium, or Chrome.
    TestRequirements.tools("chromedriver");
    profile = Files.createTempDirectory("netcheck-browser-");
    int port = FreePort.get();
    driver =
        new ProcessBuilder("chromedriver", "--port=" + port, "--log-level=SEVERE")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("driver.log").toFile())
            .start();
    root = "http://127.0.0.1:" + port;
    session = begin();
  }

  private String begin() {
    ObjectNode options = JSON.createObjectNode();
    // A root needs no-sandbox. Containers have a small /dev/shm.
    List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--no-first-run",
            "--window-size=1280,900",
            "--user-data-dir=" + profile.resolve("profile"))
        .forEach(options.putArray("args")::add);
    ObjectNode wanted = JSON.createObjectNode();
    ObjectNode always = wanted.putObject("capabilities").putObject("alwaysMatch");
    always.put("browserName", "chrome").set("goog:chromeOptions", options);
    always.putObject("goog:loggingPrefs").put("browser", "ALL");
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return call("POST", root + "/session", wanted).path("sessionId").asText();
      } catch (UncheckedIOException e) {
        if (System.nanoTime() - deadline > 0 || !driver.isAlive()) {
          throw e;
        }
        // The driver does not listen yet.
        Thread.onSpinWait();
      }
    }
  }

  private JsonNode call(String method, String url, JsonNode body) {
    HttpRequest.BodyPublisher publisher =
        body.isNull()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body.toString());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .method(method, publisher)
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
      JsonNode value = JSON.readTree(answer.body()).path("value");
      if (answer.statusCode() != 200) {
        throw new AssertionError(method + " " + url + ": " + value.path("message").asText());
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode command(String path, JsonNode body) {
    return call("POST", root + "/session/" + session + path, body);
  }

  /** Opens a page, and waits until it is loaded. */
  void open(String url) {
    command("/url", JSON.createObjectNode().put("url", url));
  }

  void back() {
    command("/back", JSON.createObjectNode());
  }

  /** The result of a function's body. */
  JsonNode run(String script, Object... args) {
    ObjectNode body = JSON.createObjectNode().put("script", script);
    body.set("args", JSON.valueToTree(args));
    return command("/execute/sync", body);
  }

  /**
   * What a person reads in the first element that {@code selector} finds; empty if there is none.
   */
  String text(String selector) {
    return run("return document.querySelector(arguments[0])?.innerText ?? ''", selector).asText();
  }

  int count(String selector) {
    return run("return document.querySelectorAll(arguments[0]).length", selector).asInt();
  }

  void click(String selector) {
    command("/element/" + element(selector) + "/click", JSON.createObjectNode());
  }

  private String element(String selector) {
    ObjectNode how = JSON.createObjectNode().put("using", "css selector").put("value", selector);
    return command("/element", how).elements().next().asText();
  }

  /**
   * Types into what has the focus. The keys without a letter are in WebDriver's own code points.
   */
  void type(String keys) {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode source = body.putArray("actions").addObject();
    source.put("type", "key").put("id", "keyboard");
    var actions = source.putArray("actions");
    keys.codePoints()
        .mapToObj(Character::toString)
        .forEach(key -> {
          actions.addObject().put("type", "keyDown").put("value", key);
          actions.addObject().put("type", "keyUp").put("value", key);
        });
    command("/actions", body);
  }

  /** Prefers the dark or the light scheme from now on. */
  void prefers(String scheme) {
    ObjectNode body = JSON.createObjectNode().put("cmd", "Emulation.setEmulatedMedia");
    body.putObject("params")
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", scheme);
    command("/goog/cdp/execute", body);
  }

  /** The errors and warnings of the console since the last time; policies report there too. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    command("/se/log", JSON.createObjectNode().put("type", "browser"))
        .forEach(line -> {
          if (!line.path("level").asText().matches("INFO|DEBUG")) {
            complaints.add(line.path("message").asText());
          }
        });
    return complaints;
  }

  @Override
  public void close() throws IOException {
    try {
      call("DELETE", root + "/session/" + session, JSON.nullNode());
    } finally {
      driver.destroy();
      http.close();
      driver.onExit().join();
      try (Stream<Path> files = Files.walk(profile)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
