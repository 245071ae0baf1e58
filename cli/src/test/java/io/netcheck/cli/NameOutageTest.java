// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The name of the exporter is not resolved when an agent starts, and is later. */
@MachineTest
class NameOutageTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final InetAddress NAME_SERVER = InetAddress.ofLiteral("127.0.44.53");
  private static final String AGENT = "http://127.0.44.1:6100";

  @TempDir Path folder;

  /** Answers every question for an IPv4 address with 127.0.0.1, or none at all. */
  private static final class NameServer implements AutoCloseable {
    private final DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(NAME_SERVER, 53));
    private volatile boolean silent = true;
    private final AtomicInteger questions = new AtomicInteger();

    NameServer() throws IOException {
      Thread.ofVirtual().start(this::run);
    }

    private void run() {
      byte[] buffer = new byte[4_096];
      while (!socket.isClosed()) {
        try {
          DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
          socket.receive(packet);
          questions.incrementAndGet();
          if (!silent) {
            byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()));
            socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
          }
        } catch (IOException _) {
          // The end, or a client that has gone.
        }
      }
    }

    private static byte[] answer(byte[] question) throws IOException {
      Message query = new Message(question);
      Message answer = new Message(query.getHeader().getID());
      answer.getHeader().setFlag(Flags.QR);
      answer.addRecord(query.getQuestion(), Section.QUESTION);
      if (query.getQuestion().getType() == Type.A) {
        Name name = query.getQuestion().getName();
        answer.addRecord(
            new ARecord(name, DClass.IN, 1, InetAddress.ofLiteral("127.0.0.1")), Section.ANSWER);
      }
      return answer.toWire();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  @Test
  void anAgentThatCannotResolveItsExporterIsHeardOnceItCan() throws Exception {
    TestRequirements.root();
    TestRequirements.tools("unshare", "mount");
    Path resolvers =
        Files.writeString(
            folder.resolve("resolv.conf"),
            "nameserver " + NAME_SERVER.getHostAddress() + "\noptions timeout:1 attempts:1\n");
    try (NameServer names = new NameServer();
        TestExporter exporter = new TestExporter()) {
      URI byName = URI.create("http://exporter.netcheck.test:" + exporter.url().getPort());
      List<String> inItsOwnMounts =
          List.of(
              "unshare",
              "--mount",
              "sh",
              "-ec",
              "mount --bind '" + resolvers + "' /etc/resolv.conf; exec \"$@\"",
              "sh");
      try (AgentProcess agent =
          AgentProcess.start(
              inItsOwnMounts,
              byName,
              List.of(
                  "--node-name=named",
                  "--node-ip=127.0.44.1",
                  "--allowed-cidrs=127.0.0.0/8",
                  "--heartbeat-interval=1s"))) {
        await()
            .atMost(PATIENCE)
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(() ->
                names.questions.get() > 0
                    && Scrape.of(AGENT).sum("netcheck_heartbeats_failed_total") >= 3);
        assertEquals(0, exporter.report().clients().active());
        await()
            .atMost(PATIENCE)
            .until(() ->
                Scrape.of(AGENT)
                        .sum(
                            "netcheck_service_failures_total",
                            "service=\"netcheck-exporter\"",
                            "reason=\"resolve\"")
                    > 0);

        names.silent = false;
        await().atMost(PATIENCE).until(() -> exporter.report().clients().active() == 1);
        await()
            .atMost(PATIENCE)
            .until(() ->
                Scrape.of(AGENT).sum("netcheck_service_up", "service=\"netcheck-exporter\"")
                    == 1.0);
        agent.terminate();
      }
    }
  }
}
