// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.kernel;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.KernelHint;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes the kernel of its namespace drop packets for one reason after the other, and prints what is
 * notable after each; see KernelNamespaceTest, which makes the network.
 */
final class KernelNamespaceProgram {
  private static final PrintStream OUT = System.out;

  /** Sends packets of a protocol to itself, with a wrong checksum, over a raw socket. */
  private static final String WRONG_CHECKSUM =
      """
      use Socket;
      my $protocol = $ARGV[0];
      my $to = inet_aton("10.79.1.1");
      socket(my $raw, AF_INET, SOCK_RAW, 255) or die "socket: $!";
      my $header = pack("CCnnnCCna4a4", 0x45, 0, 0, 0, 0, 64, $protocol, 0, $to, $to);
      my $udp = pack("nnnna4", 7001, 7002, 12, 0xdead, "data");
      my $tcp = pack("nnNNnnnn", 7001, 7002, 1, 0, 0x5002, 1024, 0xdead, 0);
      my $packet = $header . ($protocol == 17 ? $udp : $tcp);
      for (1 .. 5) { send($raw, $packet, 0, pack_sockaddr_in(0, $to)) or die "send: $!"; }
      """;

  /** Sends datagrams from an address to which the route leads elsewhere. */
  private static final String FROM_ELSEWHERE =
      """
      use Socket;
      socket(my $udp, AF_INET, SOCK_DGRAM, 17) or die "socket: $!";
      bind($udp, pack_sockaddr_in(0, inet_aton("10.99.9.9"))) or die "bind: $!";
      for (1 .. 20) {
        send($udp, "x", 0, pack_sockaddr_in(7001, inet_aton("10.79.1.1"))) or die "send: $!";
      }
      """;

  private final String other;
  private Duration ahead = Duration.ZERO;
  private final KernelWatch watch;

  private KernelNamespaceProgram(String other) {
    this.other = other;
    // The pace of the readings is not what this is about.
    ProcessClock clock =
        new ProcessClock() {
          @Override
          public long nanoTime() {
            return System.nanoTime() + ahead.toNanos();
          }

          @Override
          public Instant instant() {
            return Instant.now();
          }
        };
    watch =
        new KernelWatch(
            Optional.of(Path.of("/")), List.of(InetAddress.ofLiteral("10.79.1.1")), clock);
  }

  /** The argument is a process in the namespace at the other end of the wire. */
  public static void main(String[] arguments) throws IOException {
    try {
      new KernelNamespaceProgram(arguments[0]).run();
    } finally {
      ProcessHandle.of(Long.parseLong(arguments[0])).ifPresent(ProcessHandle::destroy);
    }
  }

  private void run() throws IOException {
    tell("quiet");
    ProgramRun.output(List.of("perl", "-e", WRONG_CHECKSUM, "17"));
    ProgramRun.output(List.of("perl", "-e", WRONG_CHECKSUM, "6"));
    tell("checksums");
    ProgramRun.output(inOther("perl", "-e", FROM_ELSEWHERE));
    tell("reverse path");
    ProgramRun.output(inOther("ip", "link", "set", "r0", "down"));
    ProgramRun.output(inOther("ip", "link", "set", "r0", "up"));
    tell("carrier");
    fillConntrack();
    tell("conntrack");
  }

  private List<String> inOther(String... command) {
    List<String> all = new ArrayList<>(List.of("nsenter", "-t", other, "-n"));
    all.addAll(List.of(command));
    return all;
  }

  /** Opens so many connections that the last ones find no room. */
  private static void fillConntrack() throws IOException {
    long room =
        new KernelFiles(Path.of("/"))
            .number("proc/sys/net/netfilter/nf_conntrack_max")
            .orElseThrow();
    try (DatagramChannel from = DatagramChannel.open()) {
      from.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      ByteBuffer nothing = ByteBuffer.allocate(1);
      for (int i = 0; i < room + 1_000; i++) {
        InetAddress host = InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (i / 60_000)});
        try {
          from.send(nothing.rewind(), new InetSocketAddress(host, 1 + i % 60_000));
        } catch (IOException _) {
          // The kernel says so itself if the sender's own packet finds no room.
        }
      }
    }
  }

  private void tell(String what) {
    ahead = ahead.plusSeconds(11);
    OUT.println(
        what
            + ": "
            + watch.hints().stream()
                .map(KernelNamespaceProgram::text)
                .collect(Collectors.joining(", ")));
  }

  private static String text(KernelHint hint) {
    return switch (hint.kind()) {
      case CONNTRACK_FULL -> "conntrack nearly full";
      case CONNTRACK_DROPS -> "conntrack drops";
      default ->
          hint.kind() + (hint.where().isEmpty() ? "" : " " + hint.where()) + " " + hint.value();
    };
  }
}
