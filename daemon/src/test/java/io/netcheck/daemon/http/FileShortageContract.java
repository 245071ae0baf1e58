// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import io.netcheck.testing.TestRequirements;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process whose file descriptors are used up before its server has answered anything. The class
 * of the test has a {@code main} that calls {@link #serve}.
 */
public abstract class FileShortageContract {
  private static final Logger LOG = LoggerFactory.getLogger(FileShortageContract.class);

  private static final OperatingSystemMXBean OS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  @TempDir private Path folder;

  private Process start() throws IOException {
    TestRequirements.tools("prlimit");
    return new ProcessBuilder(
            "prlimit",
            "--nofile=200:200",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--add-opens=jdk.httpserver/sun.net.httpserver=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            getClass().getName())
        .redirectError(folder.resolve("log").toFile())
        .start();
  }

  private static InetSocketAddress address(BufferedReader out) throws IOException {
    return new InetSocketAddress(
        InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(out.readLine()));
  }

  private static void order(Writer in, String word) throws IOException {
    in.write(word + "\n");
    in.flush();
  }

  @Test
  void itSpinsNoProcessorAndIsOverOnceThereAreDescriptorsAgain() throws IOException {
    Process process = start();
    try (BufferedReader out = process.inputReader();
        Writer in = process.outputWriter()) {
      InetSocketAddress address = address(out);
      order(in, "fill");
      assertEquals("full", out.readLine());
      try (RawHttp http = new RawHttp(address)) {
        http.send(GET);
        assertFalse(http.endsWithin(Duration.ofSeconds(2)), "it waits to be accepted");
        order(in, "free");
        assertEquals("freed", out.readLine());
        assertEquals(200, http.answer(false).status());
      }
      order(in, "end");
      double cpuShare = Double.parseDouble(out.readLine());
      assertTrue(cpuShare < 0.5, "CPU of one core: " + cpuShare);
      List<String> lines = Files.readAllLines(folder.resolve("log"));
      assertEquals(
          1,
          lines.stream().filter(line -> line.contains("connections are not accepted")).count(),
          lines::toString);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Several, because a server may come to some of them before, and to others after it accepts. */
  @Test
  void openConnectionsAreAnsweredMeanwhileAndOthersAfterwards() throws IOException {
    Process process = start();
    List<RawHttp> open = new ArrayList<>();
    try (BufferedReader out = process.inputReader();
        Writer in = process.outputWriter()) {
      InetSocketAddress address = address(out);
      for (int i = 0; i < 10; i++) {
        open.add(new RawHttp(address));
        assertEquals(200, open.getLast().ask(GET).status());
      }
      order(in, "fill");
      assertEquals("full", out.readLine());
      try (RawHttp waiting = new RawHttp(address)) {
        waiting.send(GET);
        for (RawHttp http : open) {
          assertEquals(200, http.ask(GET).status());
        }
        order(in, "free");
        assertEquals("freed", out.readLine());
        assertEquals(200, waiting.answer(false).status());
      }
      for (RawHttp http : open) {
        assertEquals(200, http.ask(GET).status());
      }
    } finally {
      for (RawHttp http : open) {
        http.close();
      }
      process.destroyForcibly();
    }
  }

  /** Uses up the descriptors of this process, and gives them back, when the test says so. */
  protected static void serve(HttpListener.Server server) throws IOException {
    try (HttpListener listener =
        server.open(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
            HttpLimits.DEFAULT,
            new Routes().get("/", RequestHandler.quick(_ -> Response.text("here"))))) {
      // As every program does at its start. The classes of the log come from a folder here, and
      // could not be loaded without a descriptor.
      LOG.info("listening port={}", listener.address().getPort());
      System.out.println(listener.address().getPort());
      await("fill");
      long cpuNanos = OS.getProcessCpuTime();
      long begun = System.nanoTime();
      List<FileInputStream> files = new ArrayList<>();
      try {
        while (true) {
          files.add(new FileInputStream("/dev/null"));
        }
      } catch (IOException _) {
        // There are no more.
      }
      System.out.println("full");
      await("free");
      double share = (double) (OS.getProcessCpuTime() - cpuNanos) / (System.nanoTime() - begun);
      for (FileInputStream file : files) {
        file.close();
      }
      System.out.println("freed");
      await("end");
      System.out.println(share);
    }
    System.exit(0);
  }

  /** Reads without a file of its own: there are none. */
  private static void await(String word) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = System.in.read(); c >= 0 && c != '\n'; c = System.in.read()) {
      line.append((char) c);
    }
    assertEquals(word, line.toString());
  }
}
