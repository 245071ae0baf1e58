// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Sends every captured request again at its time, and compares the answer with the original one
 * field by field. Every difference is deliberate and has a name.
 */
class ReplayTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final List<String> HEADERS = List.of("Content-Type", "Location", "Allow");

  private final Set<Difference> seen = EnumSet.noneOf(Difference.class);
  private final List<String> wrong = new ArrayList<>();

  @Test
  void answersAsTheOriginalsDid() {
    replay(Capture.golden("k8snet-golden.txt"), 41);
    replay(Capture.wire("k8snet-wire.txt"), 94);
    replay(Capture.golden("netchecker-etcd-golden.txt"), 26);
    replay(Capture.golden("netchecker-crd-golden.txt"), 9);
    replay(Capture.wire("netchecker-wire.txt"), 46);
    assertEquals("", String.join("\n", wrong));
    Set<Difference> captured =
        Stream.of(Difference.values()).filter(Difference::isCaptured).collect(Collectors.toSet());
    assertEquals(captured, seen, "a difference that no capture shows is none");
  }

  @Test
  void theDocumentationNamesTheSameDifferences() throws IOException {
    Path page = Path.of(System.getProperty("netcheck.root", ".."), "docs/upgrading.md");
    String text = Files.readString(page);
    int start = text.indexOf("## Deliberate differences");
    assertTrue(start >= 0, "no section of the differences");
    int next = text.indexOf("\n## ", start + 1);
    String section = text.substring(start, next < 0 ? text.length() : next);
    Set<String> documented = new TreeSet<>();
    Matcher matcher = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\|").matcher(section);
    while (matcher.find()) {
      documented.add(matcher.group(1));
    }
    Set<String> named =
        Stream.of(Difference.values())
            .map(Difference::label)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(named, documented);
  }

  @Test
  void whatNoCaptureShowsHasATestOfItsOwn() {
    Set<Difference> shown =
        Stream.of(K8snetTest.class, K8snetServiceTest.class, NetcheckerTest.class)
            .flatMap(test -> Stream.of(test.getDeclaredMethods()))
            .map(method -> method.getAnnotation(RecordedDifferences.class))
            .filter(Objects::nonNull)
            .flatMap(shows -> Stream.of(shows.value()))
            .collect(Collectors.toSet());
    Set<Difference> uncaptured =
        Stream.of(Difference.values()).filter(d -> !d.isCaptured()).collect(Collectors.toSet());
    assertEquals(uncaptured, shown);
  }

  private void replay(List<Capture> captures, int atLeast) {
    assertTrue(captures.size() >= atLeast, () -> "only " + captures.size() + " were read");
    try (LegacyExporter exporter = new LegacyExporter(true)) {
      Instant last = captures.getFirst().at();
      for (Capture capture : captures) {
        Duration since = Duration.between(last, capture.at());
        if (since.isPositive()) {
          exporter.clock().advance(since);
          last = capture.at();
        }
        compare(capture, exporter.send(capture.method(), capture.path(), capture.requestBody()));
      }
    }
  }

  private void compare(Capture capture, LegacyExporter.Answer answer) {
    Map<String, String> then = new TreeMap<>();
    Map<String, String> now = new TreeMap<>();
    then.put("status", Integer.toString(capture.status()));
    now.put("status", Integer.toString(answer.status()));
    for (String name : HEADERS) {
      then.put("header/" + name, capture.headers().getOrDefault(name, ""));
      now.put("header/" + name, answer.header(name));
    }
    if (capture.path().equals("/metrics")) {
      series(capture.body(), then);
      series(answer.body(), now);
    } else {
      // The output of the program followed the answer.
      flatten(capture.body().replaceAll("(?s)\n# HELP.*", ""), then);
      flatten(answer.body(), now);
    }
    Set<String> names = new TreeSet<>(then.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      String before = then.getOrDefault(name, "(not there)");
      String after = now.getOrDefault(name, "(not there)");
      if (!before.equals(after)) {
        differs(capture, name, before, after);
      }
    }
  }

  private void differs(Capture capture, String name, String before, String after) {
    List<Difference> covering =
        Stream.of(Difference.values()).filter(d -> d.covers(capture, name, before)).toList();
    if (covering.isEmpty()) {
      wrong.add(capture + "\n    " + name + ": " + before + " was, " + after + " is");
    }
    seen.addAll(covering);
  }

  private static void series(String text, Map<String, String> into) {
    text.lines()
        .filter(line -> line.contains("ncagent_"))
        .forEach(line -> {
          int space = line.startsWith("#") ? line.length() : line.lastIndexOf(' ');
          String value = line.substring(space).strip();
          into.put(
              line.substring(0, space),
              value.isEmpty() ? "" : Double.toString(Double.parseDouble(value)));
        });
  }

  private static void flatten(String body, Map<String, String> into) {
    if (body.startsWith("{")) {
      try {
        flatten("body", MAPPER.readTree(body), into);
        return;
      } catch (JsonProcessingException e) {
        throw new AssertionError(body, e);
      }
    }
    into.put("body", body.stripTrailing());
  }

  private static void flatten(String path, JsonNode node, Map<String, String> into) {
    if (node.isObject()) {
      node.properties().forEach(e -> flatten(path + "/" + e.getKey(), e.getValue(), into));
      if (node.isEmpty()) {
        into.put(path, "{}");
      }
    } else if (node.isArray()) {
      List<JsonNode> elements = new ArrayList<>();
      node.forEach(elements::add);
      if (path.endsWith("_ips")) {
        // The order of the original was random.
        elements.sort((a, b) -> a.asText().compareTo(b.asText()));
      }
      for (int i = 0; i < elements.size(); i++) {
        flatten(path + "/" + i, elements.get(i), into);
      }
      if (elements.isEmpty()) {
        into.put(path, "[]");
      }
    } else {
      boolean moment = path.endsWith("/last_updated");
      into.put(
          path, moment ? Instant.parse(node.asText()).toString().substring(0, 0) : node.toString());
    }
  }
}
