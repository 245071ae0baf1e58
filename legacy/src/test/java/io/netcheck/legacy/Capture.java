// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request to one of the original programs, with its answer.
 *
 * @param at the time of the request, if the capture has it
 * @param headers of the answer
 */
record Capture(
    Instant at,
    String method,
    String path,
    String requestBody,
    int status,
    Map<String, String> headers,
    String body) {
  private static final Pattern GOLDEN =
      Pattern.compile("(?:-X (\\S+) )?(.*?)http://[^/]+(/\\S*)(?: -d ?(.*))?");
  private static final Pattern WIRE = Pattern.compile("([0-9.]+) >>> (\\S+) (\\S+) HTTP/1.1");
  private static final Pattern BODY = Pattern.compile(" {4}\\[body ([0-9]+)] (.*)", Pattern.DOTALL);

  private static List<String> lines(String name) {
    try (InputStream in = Objects.requireNonNull(Capture.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Requests of {@code curl}, with the answers as it printed them. */
  static List<Capture> golden(String name) {
    List<Capture> captures = new ArrayList<>();
    List<String> lines = lines(name);
    int at = 0;
    while (at < lines.size()) {
      int end = at + 1;
      while (end < lines.size() && !lines.get(end).startsWith("--- ")) {
        end++;
      }
      captures.add(golden(lines.get(at).substring(4), lines.subList(at + 1, end)));
      at = end;
    }
    return captures;
  }

  private static Capture golden(String command, List<String> answer) {
    Matcher matcher = GOLDEN.matcher(command);
    if (!matcher.matches()) {
      throw new AssertionError(command);
    }
    String method = matcher.group(1) == null ? "GET" : matcher.group(1);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int blank = answer.indexOf("");
    for (String line : answer.subList(1, blank)) {
      String[] sides = line.split(": ", 2);
      headers.put(sides[0], sides[1]);
    }
    Instant date =
        ZonedDateTime.parse(
                Objects.requireNonNull(headers.get("Date")), DateTimeFormatter.RFC_1123_DATE_TIME)
            .toInstant();
    String body = String.join("\n", answer.subList(blank + 1, answer.size())).stripTrailing();
    return new Capture(
        date,
        matcher.group(2).contains("-I") ? "HEAD" : method,
        matcher.group(3),
        matcher.group(4) == null ? "" : matcher.group(4),
        Integer.parseInt(answer.getFirst().split(" ", 3)[1]),
        headers,
        body);
  }

  /** Requests of the programs' own clients, without the last one, which is incomplete. */
  static List<Capture> wire(String name) {
    List<Capture> captures = new ArrayList<>();
    List<String> lines = lines(name);
    Instant start = Instant.EPOCH;
    for (int at = 0; at < lines.size(); at++) {
      Matcher request = WIRE.matcher(lines.get(at));
      if (!request.matches()) {
        continue;
      }
      int answer = at + 1;
      while (answer < lines.size() && !lines.get(answer).startsWith("<<< ")) {
        answer++;
      }
      int end = answer + 1;
      while (end < lines.size() && !BODY.matcher(lines.get(end)).matches()) {
        end++;
      }
      if (end >= lines.size()) {
        break;
      }
      Duration since =
          Duration.ofMillis(new BigDecimal(request.group(1)).movePointRight(3).longValueExact());
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (String line : lines.subList(answer + 1, end)) {
        String[] sides = line.strip().split(": ", 2);
        headers.put(sides[0], sides[1]);
      }
      captures.add(
          new Capture(
              start.plus(since),
              request.group(2),
              request.group(3),
              body(lines.get(answer - 1)),
              Integer.parseInt(lines.get(answer).split(" ", 3)[1]),
              headers,
              body(lines.get(end))));
    }
    return captures;
  }

  private static String body(String line) {
    Matcher body = BODY.matcher(line);
    if (!body.matches()) {
      throw new AssertionError(line);
    }
    return body.group(2);
  }

  @Override
  public String toString() {
    return method + " " + path + (requestBody.isEmpty() ? "" : " " + requestBody);
  }
}
