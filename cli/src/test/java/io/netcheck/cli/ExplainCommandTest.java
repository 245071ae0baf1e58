// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.FreePort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
  /** n1 and n2 report each second that n3 does not answer; n3 is silent. */
  private static final String RECORDING = recording();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  private int run(String... args) {
    return Main.run(
        List.of(args), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private static String recording() {
    StringBuilder json = new StringBuilder("{\"schema\":1,\"recording\":{\"situations\":[");
    for (int second = 100; second < 120; second++) {
      json.append(second == 100 ? "" : ",").append("{\"at_ns\":").append(second);
      json.append("000000000,\"observers\":[").append(observer("n1", "n2", second));
      json.append(',').append(observer("n2", "n1", second)).append(second == 100 ? "," : "]}");
      if (second == 100) {
        json.append(
            "{\"kind\":\"pod\",\"node\":\"n3\",\"standing\":\"silent\",\"heard_ns\":90000000000,"
                + "\"life\":\"c\"}]}");
      }
    }
    return json + "]}}";
  }

  private static String observer(String node, String other, int second) {
    String column =
        "{\"up\":[1,0],\"sent\":[1,1],\"failed\":[0,1],\"rtt_mean_us\":[300,0],"
            + "\"rtt_max_us\":[400,0],\"reasons\":{\"timeout\":[1]}}";
    return "{\"kind\":\"pod\",\"node\":\"%s\",\"standing\":\"reporting\",\"heard_ns\":%d000000000,"
            .formatted(node, second)
        + "\"life\":\"a\",\"uptime_ms\":%d000,\"sequence\":%d,\"rounds\":%d,\"probing\":true,"
            .formatted(3_600 + second, second, second)
        + "\"planes\":[{\"network\":\"pod\",\"ip_family\":\"ipv4\",\"targets\":[\"%s\",\"n3\"],"
            .formatted(other)
        + "\"up\":[1,0],\"probes\":{\"icmp\":%s,\"udp\":%s,\"tcp\":%s}}]}"
            .formatted(column, column, column);
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("recording"), content);
  }

  @Test
  void aFileIsReplayed() throws IOException {
    assertEquals(0, run("explain", file(RECORDING.getBytes(UTF_8)).toString()), err::toString);
    String text = out.toString(UTF_8);
    assertTrue(text.startsWith("20 situations in 19.0 s, 3 agents at the end."), text);
    assertTrue(text.contains("  -19.0 s  developing: n3 (waiting for "), text);
    assertTrue(text.contains("  shown: node_unreachable n3\n"), text);
    assertTrue(text.contains("Shown at the end: node_unreachable n3\n"), text);
    assertTrue(text.contains("subject  explains  against"), text);
    assertTrue(text.contains("  Next: "), text);
    text.lines().forEach(line -> assertTrue(line.length() <= 100, line));
  }

  @Test
  void aCompressedFileIsReplayed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream packed = new GZIPOutputStream(bytes)) {
      packed.write(RECORDING.getBytes(UTF_8));
    }
    assertEquals(0, run("explain", file(bytes.toByteArray()).toString()), err::toString);
  }

  @Test
  void aRunningExporterIsExplained() {
    try (TestExporter exporter = new TestExporter()) {
      assertEquals(0, run("explain", exporter.url().toString()), err::toString);
      assertEquals(0, run("explain", exporter.url() + "/report?explain=1"), err::toString);
    }
    assertTrue(out.toString(UTF_8).contains("0 agents at the end"), out::toString);
  }

  @Test
  void whatCannotBeExplainedIsOneSentence() throws IOException {
    fails(1, "expected one file or the URL of an exporter", "explain");
    fails(1, "expected one file or the URL of an exporter", "explain", "a", "b");
    fails(1, "there is no file", "explain", folder.resolve("missing").toString());
    fails(1, "is no recording", "explain", file("no json".getBytes(UTF_8)).toString());
    fails(1, "is no recording", "explain", file(new byte[0]).toString());
    fails(1, "there is no recording in", "explain", file("{}".getBytes(UTF_8)).toString());
    fails(1, "cannot read", "explain", folder.toString());
    fails(1, "expected a URL such as", "explain", "http://a b");
    fails(1, "did you mean --ca-file?", "explain", "file", "--ca-fil=x");
    fails(3, "cannot connect to", "explain", "http://127.0.0.1:" + FreePort.on("127.0.0.1"));
  }

  private void fails(int code, String message, String... args) {
    err.reset();
    assertEquals(code, run(args), err::toString);
    assertEquals(1, err.toString(UTF_8).lines().count(), err::toString);
    assertTrue(err.toString(UTF_8).contains(message), err::toString);
  }

  @Test
  void helpSaysWhatItTakes() {
    assertEquals(0, run("explain", "--help"));
    assertTrue(out.toString(UTF_8).startsWith("netcheck explain FILE|URL: "), out::toString);
    assertTrue(out.toString(UTF_8).contains("--ca-file"), out::toString);
  }
}
