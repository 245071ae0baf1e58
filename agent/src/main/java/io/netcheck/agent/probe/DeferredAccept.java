// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.netcheck.protocol.IpFamily;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes the kernel pass a connection to the HTTP server only after the client has sent data:
 * tcp(7), TCP_DEFER_ACCEPT. Most connections to an agent are the TCP probes of its peers, which
 * send nothing and close at once. Accepting them is the most expensive work of the server.
 *
 * <p>Probers see no difference, because the kernel completes the handshake in both cases.
 */
public final class DeferredAccept {
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_DEFER_ACCEPT = 9;

  /** A client that sends nothing for longer is accepted; the server then closes it by timeout. */
  private static final int SECONDS = 5;

  // Columns of /proc/net/tcp: number, local address, remote address, state, …, inode.
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String LISTENING = "0A";

  /** ::ffff:0:0/96 as that table prints it. */
  private static final String MAPPED = "0000000000000000FFFF0000";

  private DeferredAccept() {}

  /**
   * Sets the option on this process's listening socket at {@code address}, and returns whether that
   * succeeded. Without it, probes only cost more.
   */
  public static boolean set(InetSocketAddress address) {
    if (IcmpProber.unknownSystem().isPresent()) {
      return false;
    }
    try (Arena call = Arena.ofConfined()) {
      Optional<String> inode = inode(address);
      OptionalInt fd = inode.isEmpty() ? OptionalInt.empty() : descriptor(inode.get());
      return fd.isPresent()
          && LibC.setsockopt(
                  call.allocate(LibC.STATE),
                  fd.getAsInt(),
                  IPPROTO_TCP,
                  TCP_DEFER_ACCEPT,
                  call.allocateFrom(JAVA_INT, SECONDS))
              == 0;
    } catch (IOException | IllegalCallerException _) {
      return false;
    }
  }

  /** The JDK does not expose the descriptor of a server socket; the kernel does: proc_net(5). */
  private static Optional<String> inode(InetSocketAddress address) {
    String port = ":%04X".formatted(address.getPort());
    String words = words(address.getAddress().getAddress());
    return switch (IpFamily.of(address.getAddress())) {
      // On a host with IPv6, the JDK opens IPv6 sockets with IPv4-mapped addresses.
      case IPV4 -> inode("tcp6", MAPPED + words + port).or(() -> inode("tcp", words + port));
      case IPV6 -> inode("tcp6", words + port);
    };
  }

  private static Optional<String> inode(String table, String local) {
    try {
      return Files.readAllLines(Path.of("/proc/self/net", table)).stream()
          .map(line -> line.strip().split(" +"))
          .filter(column -> column.length > INODE)
          .filter(column -> column[LOCAL].equals(local) && column[STATE].equals(LISTENING))
          .map(column -> column[INODE])
          .findFirst();
    } catch (IOException _) {
      // A host without IPv6 does not have the table tcp6.
      return Optional.empty();
    }
  }

  /**
   * Addresses are printed as 32-bit words in the byte order of the host, which is little-endian.
   */
  private static String words(byte[] address) {
    StringBuilder words = new StringBuilder();
    for (int word = 0; word < address.length; word += 4) {
      for (int at = word + 3; at >= word; at--) {
        words.append("%02X".formatted(address[at]));
      }
    }
    return words.toString();
  }

  private static OptionalInt descriptor(String inode) throws IOException {
    Path socket = Path.of("socket:[" + inode + "]");
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open) {
        if (leadsTo(descriptor, socket)) {
          return OptionalInt.of(Integer.parseInt(descriptor.getFileName().toString()));
        }
      }
    }
    return OptionalInt.empty();
  }

  private static boolean leadsTo(Path descriptor, Path socket) {
    try {
      return Files.readSymbolicLink(descriptor).equals(socket);
    } catch (IOException _) {
      // The descriptor was closed in the meantime.
      return false;
    }
  }
}
