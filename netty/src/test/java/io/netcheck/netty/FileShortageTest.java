// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.RawHttp;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A process whose file descriptors are used up before its server has answered anything. */
@MachineTest
class FileShortageTest {
  private static final OperatingSystemMXBean OS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  @Test
  void itSpinsNoProcessorAndIsOverOnceThereAreDescriptorsAgain() throws IOException {
    TestRequirements.tools("prlimit");
    Process process =
        new ProcessBuilder(
                "prlimit",
                "--nofile=200:200",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FileShortageTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader();
        Writer in = process.outputWriter()) {
      InetSocketAddress address =
          new InetSocketAddress(
              InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(out.readLine()));
      assertEquals("full", out.readLine());
      try (RawHttp http = new RawHttp(address)) {
        http.send(GET);
        assertFalse(http.endsWithin(Duration.ofSeconds(2)), "it waits to be accepted");
        in.write("free\n");
        in.flush();
        assertEquals("freed", out.readLine());
        assertEquals(200, http.answer(false).status());
      }
      in.write("end\n");
      in.flush();
      double cpuShare = Double.parseDouble(out.readLine());
      assertTrue(cpuShare < 0.5, "CPU of one core: " + cpuShare);
    } finally {
      process.destroyForcibly();
    }
  }

  public static void main(String[] arguments) throws IOException {
    try (NettyServer server = new NettyServer();
        HttpListener listener =
            server.open(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                HttpLimits.DEFAULT,
                new Routes().get("/", RequestHandler.quick(_ -> Response.text("here"))))) {
      System.out.println(listener.address().getPort());
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
